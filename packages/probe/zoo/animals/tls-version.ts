/** Speaks TLS 1.0 to whoever asks for it. */
import type { Animal } from '../animal.ts';

export const animal: Animal = {
  carriers: ['message', 'header'],
  rules: {},
  tls: { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
};
