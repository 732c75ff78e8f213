/**
 * Secrets that this server makes: 224 random bits each, so nobody can guess one, and a plain hash is enough to hide it.
 *
 * The last four bytes are a mark that is computed from the others. By it a ticket is known as ours when it has expired
 * and is in no store any more, on any node: it is never sent to somebody else's introspection endpoint, and a token of
 * somebody else is not looked up here.
 */
import { createHmac, hash, randomBytes } from 'node:crypto';

const RANDOM_BYTES = 28;
const MARK_BYTES = 4;

/** A new secret: 28 random bytes and the mark, in base64url, 43 characters. */
export function newSecret(): string {
  const random = randomBytes(RANDOM_BYTES);
  return Buffer.concat([random, markOf(random)]).toString('base64url');
}

/** Whether a text has the form and the mark of such a secret. */
export function isSecret(text: string): boolean {
  if (!/^[\w-]{43}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64url');
  return markOf(bytes.subarray(0, RANDOM_BYTES)).equals(bytes.subarray(RANDOM_BYTES));
}

function markOf(random: Buffer): Buffer {
  const marked = Buffer.concat([Buffer.from('websocket-auth-lab secret '), random]);
  return hash('sha256', marked, 'buffer').subarray(0, MARK_BYTES);
}

/** What is stored of a secret: its SHA-256 in base64url. Whoever reads the store cannot use it. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Derives another secret, from which the first cannot be computed (HMAC-SHA-256, RFC 2104). */
export function derived(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
