/** Waits for the answer to its close frame for ever. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: { closeGraceMs: 0 },
};
