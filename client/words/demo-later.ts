import { inLanguage } from './catalogue.ts';
import { demoLater } from './en/demo-later.ts';

export const { advice, because, saving, readMore, byHand, provider } = inLanguage('demoLater', demoLater);
