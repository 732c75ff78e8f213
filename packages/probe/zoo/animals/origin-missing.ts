/** Checks Origin only where there is one. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: { isOrigin: (origin, own) => origin === undefined || origin === own.origin },
};
