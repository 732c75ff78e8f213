/** Ends when it reads what it did not expect. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header', 'none'],
  rules: {
    parse: (text) => JSON.parse(text).token,
    failed: (server, where) => {
      if (where === 'handler') server.crash();
    },
    message: (client, text) => {
      if ('msg' in JSON.parse(text)) client.answer(text);
    },
  },
};
