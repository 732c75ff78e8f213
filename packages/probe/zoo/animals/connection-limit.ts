/** Counts no connections. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['header', 'none'],
  rules: { mostConnections: Number.POSITIVE_INFINITY },
  intrusive: true,
};
