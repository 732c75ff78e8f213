/** Refuses as if the fault were its own. */

import type { Animal } from '../animal.ts';
import { httpRefusal } from '../rules.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    reject: (client) => client.close(1011, 'unauthorized'),
    refuse: (socket, status) => void socket.end(httpRefusal(status === 401 ? 500 : status)),
  },
};
