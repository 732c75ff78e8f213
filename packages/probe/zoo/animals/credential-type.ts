/** Looks the credential up in an object. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: {
    check: (credential, accounts) => {
      const tokens = Object.fromEntries(accounts.all().map((token) => [token, accounts.find(token)?.user]));
      const found: unknown = tokens[String(credential)];
      accounts.take(String(credential));
      if (found === undefined) return undefined;
      return typeof found === 'string' ? found : 'anybody';
    },
  },
};
