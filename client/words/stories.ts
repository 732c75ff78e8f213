import { inLanguage } from './catalogue.ts';
import { stories } from './en/stories.ts';

export const words = inLanguage('stories', stories);
export const { storyWords, otherwise, noStory } = words;
