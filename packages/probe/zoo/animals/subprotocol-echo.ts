/** Selects whatever is offered last. */

import type { Animal } from '../animal.ts';
import { offered } from '../carriers.ts';

export const animal: Animal = {
  carriers: ['subprotocol'],
  rules: { select: (request) => offered(request).at(-1) },
};
