import { inLanguage } from './catalogue.ts';
import { documentWords as english } from './en/document.ts';

export const documentWords = inLanguage('document', english);
