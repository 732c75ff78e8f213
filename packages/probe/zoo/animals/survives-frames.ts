/** Reads frames whatever their bits say. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol', 'none'],
  rules: { violation: () => undefined, decode: (bytes) => bytes.toString() },
};
