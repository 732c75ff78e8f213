/** Files of the certificates: read whole, written whole, by one process at a time. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../basics/system-error.ts';
import { UsageError } from '../../basics/usage-error.ts';

const LOCK_POLL_MS = 20;

/** Making takes well under a second; a lock this old was left by a process that died. */
const LOCK_STALE_MS = 10_000;

/** Only the owner may read a secret. Windows keeps to the folder's own rights instead. */
const modes = { secret: 0o600, public: 0o644 } as const;

/** What was looked for, or why it will not do. */
export type Found<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** Reads a text file. The problem is the rest of a sentence that begins with the file. */
export async function readWhole(file: string): Promise<Found<string>> {
  try {
    return { ok: true, value: await readFile(file, 'utf8') };
  } catch (error) {
    const code = errorCode(error);
    return { ok: false, problem: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}

/**
 * Writes a file so that others see the old content or the new, never a part, and a secret at no moment.
 *
 * @throws UsageError if it cannot be written
 */
export async function writeWhole(file: string, content: string, kind: keyof typeof modes): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, content, { flag: 'wx', mode: modes[kind] });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(file, error);
  }
}

/** @throws UsageError if it cannot be made */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw unwritable(folder, error);
  });
}

/** Runs the work of one process after that of another. The lock of a process that died is broken. */
export async function withLock<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(lock))) {
    if (await isStale(lock)) await rm(lock, { force: true });
    else await delay(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.close();
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw unwritable(lock, error);
  }
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(lock);
    // In both directions: a clock that was set back must not keep a dead lock for hours.
    return Math.abs(Date.now() - mtimeMs) > LOCK_STALE_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function unwritable(file: string, error: unknown): UsageError {
  return new UsageError(
    `${file} cannot be written (${errorCode(error)}). Bring a certificate with --cert and --key, or give --no-tls.`,
  );
}
