/** Reads and writes the files of certificates: whole, and by one process at a time. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../basics/system-error.ts';
import { UsageError } from '../../basics/usage-error.ts';

const LOCK_POLL_MS = 20;

/** Making certificates takes well under a second, so a lock that is older was left by a process that died. */
const LOCK_STALE_MS = 10_000;

/** Only the owner may read a secret. Windows ignores this; there the rights of the folder apply. */
const modes = { secret: 0o600, public: 0o644 } as const;

/** What was looked for, or why it cannot be used. */
export type Found<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** Reads a text file. The problem is the rest of a sentence that begins with the name of the file. */
export async function readWhole(file: string): Promise<Found<string>> {
  try {
    return { ok: true, value: await readFile(file, 'utf8') };
  } catch (error) {
    const code = errorCode(error);
    return { ok: false, problem: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}

/**
 * Writes a file in one step: others see either the old content or the new. A secret is created with mode 0600, so other
 * users can never read it.
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

/** Does some work while no other process holds the lock. A lock that was left by a process that died is removed. */
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
    // The absolute value, because a clock that was set back must not keep a stale lock for hours.
    return Math.abs(Date.now() - mtimeMs) > LOCK_STALE_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function unwritable(file: string, error: unknown): UsageError {
  return new UsageError(
    `${file} cannot be written (${errorCode(error)}). Give a certificate with --cert and --key, or give --no-tls.`,
  );
}
