import { inLanguage } from './catalogue.ts';
import { auth } from './en/auth.ts';

export const authWords = inLanguage('auth', auth);
