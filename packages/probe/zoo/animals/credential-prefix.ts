/** Is content with the beginning of a credential. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    check: (credential, accounts) =>
      typeof credential === 'string' && credential.length > 10
        ? accounts.take(accounts.all().find((token) => token.startsWith(credential)) ?? '')
        : undefined,
  },
};
