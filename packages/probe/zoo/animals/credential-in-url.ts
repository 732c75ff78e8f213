/** Takes the credential from the URL, too. */

import type { Animal } from '../animal.ts';
import { queryOf } from '../carriers.ts';
import { healthy } from '../rules.ts';

export const animal: Animal = {
  carriers: ['header', 'basic', 'cookie', 'subprotocol'],
  rules: {
    credentials: (request, carrier) => {
      const found = healthy.credentials(request, carrier);
      return found.length > 0 ? found : queryOf(request).getAll('access_token');
    },
  },
};
