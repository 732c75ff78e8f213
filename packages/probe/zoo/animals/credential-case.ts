/** Compares credentials in lower case. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    check: (credential, accounts) => {
      if (typeof credential !== 'string') return undefined;
      const isSame = (token: string) => token.toLowerCase() === credential.toLowerCase();
      return accounts.take(accounts.all().find(isSame) ?? '');
    },
  },
};
