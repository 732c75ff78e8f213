/** Starts the deadline anew with every byte. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: { renewsDeadline: true },
};
