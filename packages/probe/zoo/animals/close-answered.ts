/** Cuts the connection when a close frame comes. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol', 'none'],
  rules: { closeFrame: (client) => client.cut() },
};
