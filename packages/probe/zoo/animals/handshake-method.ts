/** Upgrades every method. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol', 'none'],
  rules: { isMethod: () => true },
};
