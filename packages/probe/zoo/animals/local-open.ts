/** Listens on this machine, and takes whoever comes. Also fails: origin-foreign, origin-null, origin-suffix, origin-prefix, origin-port, origin-missing. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['none'],
  rules: { isOrigin: () => true },
};
