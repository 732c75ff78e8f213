/** Checks no Origin at all. Also fails: origin-null, origin-suffix, origin-prefix, origin-port, origin-missing. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie'],
  rules: { isOrigin: () => true },
};
