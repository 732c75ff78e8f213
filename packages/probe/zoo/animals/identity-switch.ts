/** Takes a credential at any time. */
import { Accounts } from '../accounts.ts';
import type { Animal } from '../animal.ts';
import { healthy } from '../rules.ts';

const users = new Accounts();

function newUser(text: string): string | undefined {
  const credential = text.includes('"token"') ? healthy.parse(text) : undefined;
  return typeof credential === 'string' ? users.find(credential)?.user : undefined;
}

export const animal: Animal = {
  carriers: ['message'],
  rules: {
    message: (client, text, _) => {
      const user = newUser(text);
      if (user === undefined) client.answer(text);
      else client.become(user);
    },
  },
};
