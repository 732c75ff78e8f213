import type { documentWords as english } from '../en/document.ts';
import type { Translated } from '../translated.ts';

export const documentWords: Translated<typeof english> = {
  room: 'Quest’aula:',
  qr: 'Codice QR dell’indirizzo di quest’aula',
  noRoom:
    'Per ora solo questa macchina raggiunge il server. Se lo si avvia con `--host 0.0.0.0`, qui compare il suo indirizzo per l’aula.',
};
