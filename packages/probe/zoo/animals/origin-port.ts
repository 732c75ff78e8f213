/** Compares the name of an origin and not its port. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: {
    isOrigin: (origin = '', own) =>
      URL.canParse(origin) && new URL(origin).origin.replace(/:\d+$/, '') === own.origin.replace(/:\d+$/, ''),
  },
};
