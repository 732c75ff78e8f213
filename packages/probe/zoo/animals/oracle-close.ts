/** Says what was wrong with a credential. */

import type { Animal } from '../animal.ts';
import { httpRefusal } from '../rules.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    reject: (client, credential) =>
      client.close(String(credential).length > 15 ? 3000 : 3003, 'unauthorized'),
    refuse: (socket, status, credential = '') =>
      void socket.end(httpRefusal(status, status === 401 && credential.length < 15 ? 'too short' : '')),
  },
};
