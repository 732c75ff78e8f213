import { inLanguage } from './catalogue.ts';
import { demo } from './en/demo.ts';

export const { states, silence, endings, retry, log, controls } = inLanguage('demo', demo);
