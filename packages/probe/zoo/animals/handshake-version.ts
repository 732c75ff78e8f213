/** Takes the versions that Number() takes, and older ones. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol', 'none'],
  rules: { isVersion: (version) => Number(version) <= 13 },
};
