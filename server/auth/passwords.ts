/** Passwords: kept as scrypt hashes, compared in constant time, and never more than a few at once. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MiB and some 0.1 to 0.3 s: one of the equally strong settings of OWASP's Password Storage Cheat Sheet. */
const cost = { N: 2 ** 14, r: 8, p: 5, maxmem: 32 * 1024 * 1024 } as const;

const HASH_BYTES = 32;

/** Each takes a whole core: the rest of the machine is for people who are already in. */
const MAX_RUNNING = 2;

/** Who would wait longer than this many others take is told so. */
const MAX_WAITING = 64;

/** Makes what is kept of a password: salt and hash in base64url, with a dot between. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const hash = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

/** Whether a password is the one that a hash was made of; `busy` when too many others wait for the same. */
export type PasswordCheck = (password: string, hash: string) => Promise<boolean | 'busy'>;

/** A check that runs at most two at once and lets at most 64 wait: what is costly to answer is cheap to ask. */
export function createPasswordCheck(): PasswordCheck {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async (password, hash) => {
    if (waiting.length >= MAX_WAITING) return 'busy';
    if (running >= MAX_RUNNING) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      const [salt = ''] = hash.split('.');
      const found = await hashPassword(password, Buffer.from(salt, 'base64url'));
      return found.length === hash.length && timingSafeEqual(Buffer.from(found), Buffer.from(hash));
    } finally {
      // The place goes to who waits longest, without being free in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
