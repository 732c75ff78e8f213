import { inLanguage } from './catalogue.ts';
import { channels } from './en/channels.ts';

export const { people, states, pane, page, rows, sentences, said } = inLanguage('channels', channels);
export const { storyWords, otherwise, noStory } = inLanguage('channels', channels);
