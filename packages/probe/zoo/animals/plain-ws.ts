/** Takes the credential without TLS, beyond this machine. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'cookie'],
  rules: {},
  remote: true,
};
