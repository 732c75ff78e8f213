/** What is said above the picture: the story, and step by step what each row means. Pure. */
import type { Row } from '../diagram/model/rows.ts';

/** How a story came out; undefined while it is being told. */
export type Outcome = 'as told' | 'otherwise' | undefined;

/** What a page says of its stories. */
export interface StageWords<Story extends string = string> {
  readonly storyWords: Readonly<
    Record<
      Story,
      {
        readonly title: string;
        /** What is tried, in one sentence that gives nothing away. */
        readonly about: string;
        /** What it showed, in one sentence. */
        readonly moral: string;
      }
    >
  >;
  /** What is said in the place of a moral. */
  readonly otherwise: string;
  /** What is said where no story is told. */
  readonly noStory: { readonly title: string; readonly byHand: string };
}

/** What is known when something is to be said. */
export interface Moment<Story extends string = string> {
  readonly story: Story | undefined;
  readonly outcome: Outcome;
  /** The run is over and all of it is seen. */
  readonly hasEnded: boolean;
  /** The row that came into view last, or the one that was pressed. */
  readonly row: Row | undefined;
  /** The presenter went on after the last row. */
  readonly isPastEnd: boolean;
}

/** The story's name. */
export function titleOf<Story extends string>(words: StageWords<Story>, story: Story | undefined): string {
  return story === undefined ? words.noStory.title : words.storyWords[story].title;
}

/** The story as a whole: what is tried, and at its end what it showed. */
export function storySentence<Story extends string>(
  words: StageWords<Story>,
  { story, outcome, hasEnded }: Omit<Moment<Story>, 'row' | 'isPastEnd'>,
): string {
  if (story === undefined) return '';
  const { about, moral } = words.storyWords[story];
  if (!hasEnded || outcome === undefined) return about;
  return outcome === 'as told' ? moral : words.otherwise;
}

/** The one sentence of the stage. */
export function caption<Story extends string>(words: StageWords<Story>, moment: Moment<Story>): string {
  const { row, isPastEnd, story } = moment;
  if (row && !isPastEnd) return row.detail.explanation;
  return story === undefined ? words.noStory.byHand : storySentence(words, moment);
}
