/** Takes null for a page of its own. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: { isOrigin: (origin, own) => origin === own.origin || origin === 'null' },
};
