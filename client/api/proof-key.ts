/** The key of this browser, kept in IndexedDB: it can be used by scripts of this origin, and read by nobody. */
import { type KeyPair, makeProofKey } from '../methods/proof.ts';

const STORE = 'keys';
const NAME = 'proof';

/** The key of this browser. It is made when it is first asked for; where nothing may be kept, it lasts as long as the page. */
export async function browserKey(): Promise<KeyPair> {
  kept ??= keep().catch(makeProofKey);
  return kept;
}

let kept: Promise<KeyPair> | undefined;

async function keep(): Promise<KeyPair> {
  const database = await open();
  try {
    const found = await read(database);
    if (found) return found;
    const made = await makeProofKey();
    // Another tab may have been faster: `add` refuses a second key, and then that of the other is taken.
    await settled(keys(database, 'readwrite').add(made, NAME)).catch(() => {});
    return (await read(database)) ?? made;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('websocket-auth-lab', 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
  return settled(request);
}

async function read(database: IDBDatabase): Promise<KeyPair | undefined> {
  const found: unknown = await settled(keys(database, 'readonly').get(NAME));
  return isPair(found) ? found : undefined;
}

function keys(database: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return database.transaction(STORE, mode).objectStore(STORE);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

function isPair(value: unknown): value is KeyPair {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'privateKey' in value &&
    value.privateKey instanceof CryptoKey &&
    'publicKey' in value &&
    value.publicKey instanceof CryptoKey
  );
}
