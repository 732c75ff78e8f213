import { inLanguage } from './catalogue.ts';
import { exhibits } from './en/exhibits.ts';

export const { partyNames, exhibitWords, rowWords } = inLanguage('exhibits', exhibits);
