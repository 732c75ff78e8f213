import { inLanguage } from './catalogue.ts';
import { attacker as english } from './en/attacker.ts';

export const attacker = inLanguage('attacker', english);
