/** Has no limit for first messages. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: { mostOfFirst: 2_000_000 },
};
