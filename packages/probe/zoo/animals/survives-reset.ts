/** Ends with the first connection that breaks. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'none'],
  rules: {
    failed: (server, where) => {
      if (where === 'connection') server.crash();
    },
  },
};
