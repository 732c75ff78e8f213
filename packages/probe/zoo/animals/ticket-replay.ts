/** Never strikes a ticket out. Also fails: ticket-race. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    check: (credential, accounts) =>
      typeof credential === 'string' ? accounts.find(credential)?.user : undefined,
  },
};
