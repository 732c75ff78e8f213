/** Strikes a ticket out a moment after it was looked up. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    check: async (credential, accounts) => {
      const user = typeof credential === 'string' ? accounts.find(credential)?.user : undefined;
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (user !== undefined) accounts.take(String(credential));
      return user;
    },
  },
};
