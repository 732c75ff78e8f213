/** Compares the host of an origin and not its scheme. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['basic', 'cookie', 'none'],
  rules: { isOrigin: (origin = '', own) => origin.replace('http:', 'https:') === own.origin },
  tls: {},
};
