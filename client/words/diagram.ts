import { inLanguage } from './catalogue.ts';
import { diagram } from './en/diagram.ts';

export type { Credential } from './en/diagram.ts';

export const { opcodeNames, parties, labels, kinds, checkRefusals, waiting, sentences } = inLanguage(
  'diagram',
  diagram,
);
export const { causes, reading, frameWords } = inLanguage('diagram', diagram);
