/**
 * Secrets that this server makes: 256 random bits each, so nobody can guess one, and a plain hash is enough to hide it.
 */
import { createHmac, hash, randomBytes } from 'node:crypto';

/** A new secret: 32 random bytes in base64url, 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text could be such a secret at all. */
export function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** What is stored of a secret: its SHA-256 in base64url. Whoever reads the store cannot use it. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Derives another secret, from which the first cannot be computed (HMAC-SHA-256, RFC 2104). */
export function derived(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
