/** Keeps what comes before the credential, and acts on it later. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: {
    early: ({ state }, text) => (state === 'waiting' && text.includes('"token"') ? 'credential' : 'queue'),
  },
};
