import { inLanguage } from './catalogue.ts';
import { glass } from './en/glass.ts';

export const glassWords = inLanguage('glass', glass);
