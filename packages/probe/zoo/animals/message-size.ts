/** Has no limit for messages. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'none'],
  rules: { mostOfMessage: Number.POSITIVE_INFINITY },
  intrusive: true,
};
