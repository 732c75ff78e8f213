import { inLanguage } from './catalogue.ts';
import { channels } from './en/channels.ts';

export const words = inLanguage('channels', channels);
export const { people, states, pane, page, rows, sentences, said, storyWords } = words;
