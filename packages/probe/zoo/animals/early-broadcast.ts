/** Tells everybody what is said, also those that are not in. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message'],
  rules: {
    message: (client, text, everybody) => {
      client.answer(text);
      for (const other of everybody) if (other !== client) other.send(text);
    },
  },
};
