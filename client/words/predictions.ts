import { inLanguage } from './catalogue.ts';
import { predictions as english } from './en/predictions.ts';

export type { Prediction } from './en/predictions.ts';

export const predictions = inLanguage('predictions', english);
