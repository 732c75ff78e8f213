/** Looks at how an origin begins. Also fails: origin-port. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: { isOrigin: (origin = '', own) => origin.startsWith(own.origin.replace(/:\d+$/, '')) },
};
