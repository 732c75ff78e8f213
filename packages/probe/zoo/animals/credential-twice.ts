/** Takes the last of several credentials. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: { choose: (credentials) => credentials.at(-1) },
};
