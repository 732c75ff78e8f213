/** Answers while the credential is checked. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: { early: ({ state }) => (state === 'waiting' ? 'credential' : 'answer') },
};
