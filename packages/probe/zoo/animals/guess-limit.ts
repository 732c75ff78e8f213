/** Counts no failures. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'basic', 'query', 'cookie', 'subprotocol'],
  rules: { mostFailures: Number.POSITIVE_INFINITY },
  intrusive: true,
};
