/** What is said above the picture: the story, and step by step what each row means. Pure. */
import type { Row } from '../diagram/rows.ts';
import { noStory, otherwise, storyWords } from '../words/stories.ts';
import type { Outcome, StoryId } from './stories.ts';

/** What is known when something is to be said. */
export interface Moment {
  readonly story: StoryId | undefined;
  readonly outcome: Outcome;
  /** The run is over and all of it is seen. */
  readonly hasEnded: boolean;
  /** The row that came into view last, or the one that was pressed. */
  readonly row: Row | undefined;
  /** The presenter went on after the last row. */
  readonly isPastEnd: boolean;
}

/** The story's name. */
export function titleOf(story: StoryId | undefined): string {
  return story === undefined ? noStory.title : storyWords[story].title;
}

/** The story as a whole: what is tried, and at its end what it showed. */
export function storySentence({ story, outcome, hasEnded }: Omit<Moment, 'row' | 'isPastEnd'>): string {
  if (story === undefined) return '';
  const { about, moral } = storyWords[story];
  if (!hasEnded || outcome === undefined) return about;
  return outcome === 'as told' ? moral : otherwise;
}

/** The one sentence of the stage. */
export function caption(moment: Moment): string {
  const { row, isPastEnd, story } = moment;
  if (row && !isPastEnd) return row.detail.explanation;
  return story === undefined ? noStory.byHand : storySentence(moment);
}
