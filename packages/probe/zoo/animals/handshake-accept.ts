/** Hashes the key without the fixed text. */
import { createHash } from 'node:crypto';
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header'],
  rules: { accept: (key) => createHash('sha1').update(key).digest('base64') },
};
