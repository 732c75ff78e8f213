import { inLanguage } from './catalogue.ts';
import { diagram } from './en/diagram.ts';

export type { Credential } from './en/diagram.ts';

const words = inLanguage('diagram', diagram);
export const { opcodeNames, parties, labels, kinds } = words;
export const { waiting, sentences, causes, reading, frameWords } = words;
