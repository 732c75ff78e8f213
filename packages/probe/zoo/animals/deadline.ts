/** Waits for ever. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: { deadlineMs: 0 },
};
