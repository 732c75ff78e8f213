import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two secrets. The time it takes tells nothing about where they differ (CWE-208). Never throws.
 *
 * Digests are compared, because `timingSafeEqual` throws for different lengths.
 */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(secret: string) {
  return hash('sha256', secret, 'buffer');
}
