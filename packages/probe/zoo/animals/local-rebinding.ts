/** Takes every Host, and compares Origin with that. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['none'],
  rules: { isHost: () => true, isOrigin: (origin, _, { headers }) => origin === `http://${headers.host}` },
};
