/** Passwords: kept as scrypt hashes, compared in constant time, and never more than a few at once. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createFairLine, type FairLineLimits } from '../../limits/fair-line.ts';

/** 16 MiB and 0.1 to 0.3 s per check: one of the equivalent settings in OWASP's Password Storage Cheat Sheet. */
const cost = { N: 2 ** 14, r: 8, p: 5, maxmem: 32 * 1024 * 1024 } as const;

const HASH_BYTES = 32;

export const passwordLimits = {
  /** Checks at once. Each takes a whole core, and the people who are already in need some, too. */
  running: 2,
  /** Places in the line, see fair-line.ts. A client that finds none is told so. */
  waiting: 64,
} as const;

/** Makes what is stored for a password: salt and hash in base64url, with a dot between them. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const hash = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

/** The client that shows a password: the key of its address (client-address.ts), and a signal for when it has left. */
export interface Asker {
  readonly address?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Says whether a hash was made of this password; `busy` if too many other checks are waiting. */
export type PasswordCheck = (password: string, hash: string, asker?: Asker) => Promise<boolean | 'busy'>;

/**
 * Makes a check that runs only a few at once and lets only a few wait, since each is costly here and cheap to ask for.
 */
export function createPasswordCheck(limits: FairLineLimits = passwordLimits): PasswordCheck {
  const line = createFairLine(limits);
  const isRight = async (password: string, hash: string) => {
    const [salt = ''] = hash.split('.');
    const found = await hashPassword(password, Buffer.from(salt, 'base64url'));
    return found.length === hash.length && timingSafeEqual(Buffer.from(found), Buffer.from(hash));
  };
  return async (password, hash, { address = '', signal } = {}) =>
    (await line.pass(address, () => isRight(password, hash), signal))?.result ?? 'busy';
}
