/** Checks a credential only where there is one. Also fails: credential-in-url. */

import type { Animal } from '../animal.ts';
import { healthy } from '../rules.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    check: (credential, accounts) =>
      credential === undefined || credential === '' ? 'anybody' : healthy.check(credential, accounts),
    choose: (credentials) => (credentials.length > 1 ? 'too many' : credentials[0]),
  },
};
