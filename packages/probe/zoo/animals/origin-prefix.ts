/** Looks at how an origin ends. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: { isOrigin: (origin = '', own) => origin.endsWith(own.host) },
};
