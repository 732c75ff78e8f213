/** Sends the credential back as a kind of receipt. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    acknowledge: (credential) => `welcome, ${credential}`,
    fields: (credential = '') => [`X-Session: ${encodeURIComponent(credential)}`],
  },
};
