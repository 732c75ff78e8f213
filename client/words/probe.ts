import { inLanguage } from './catalogue.ts';
import { probe } from './en/probe.ts';

export const { probeWords, pictureWords } = inLanguage('probe', probe);
