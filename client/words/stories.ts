import { inLanguage } from './catalogue.ts';
import { stories } from './en/stories.ts';

export const { storyWords, otherwise, noStory } = inLanguage('stories', stories);
