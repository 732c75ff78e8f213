/** Tells that a credential was wrong, and waits for the next one. */

import type { Animal } from '../animal.ts';
import { CLOSE_UNAUTHORIZED } from '../rules.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: {
    reject: (client, credential) =>
      credential === undefined
        ? client.close(CLOSE_UNAUTHORIZED, 'unauthorized')
        : client.send('{"refused":true}'),
  },
};
