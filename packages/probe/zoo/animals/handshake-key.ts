/** Asks for a key, but not for a right one. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol', 'none'],
  rules: { isKey: (key) => key !== undefined },
};
