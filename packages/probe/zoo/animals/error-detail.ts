/** Sends what the check has thrown. */
import type { Animal } from '../animal.ts';
import { CLOSE_UNAUTHORIZED, httpRefusal } from '../rules.ts';

const thrown = 'TypeError: no such user\n    at check (/srv/app/check.js:12:7)';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: {
    reject: (client) => client.close(CLOSE_UNAUTHORIZED, thrown),
    refuse: (socket, status) => void socket.end(httpRefusal(status, thrown)),
  },
};
