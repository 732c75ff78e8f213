import { inLanguage } from './catalogue.ts';
import { handshake } from './en/handshake.ts';

export type { Worth } from './en/handshake.ts';

export const { worths, table, reasons, others, accept } = inLanguage('handshake', handshake);
