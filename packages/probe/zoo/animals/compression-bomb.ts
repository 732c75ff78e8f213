/** Inflates whatever comes, and measures what came. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'none'],
  rules: { compresses: true },
  intrusive: true,
};
