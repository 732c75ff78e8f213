/** Drops whoever is refused. Also fails: refusal-final. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: { reject: (client) => client.cut(), refuse: (socket) => void socket.destroy() },
};
