import { inLanguage } from './catalogue.ts';
import { predict } from './en/predict.ts';

export const { presenterWords, phoneWords } = inLanguage('predict', predict);
