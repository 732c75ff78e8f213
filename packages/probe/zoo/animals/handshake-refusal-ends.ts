/** Refuses, and leaves the connection open. */

import type { Animal } from '../animal.ts';
import { httpRefusal } from '../rules.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'none'],
  rules: { refuse: (socket, status) => void socket.write(httpRefusal(status, '', [])) },
};
