/** How far the room has come: what is said above the picture, and what the next step and the one before do. */
import type { Diagram } from '../diagram/diagram.ts';
import { spoken } from '../diagram/model/rows.ts';
import type { Shown } from '../diagram/model/shown.ts';
import { SLOW_BEAT_MS } from '../diagram/presenter.ts';
import { find } from '../page/elements.ts';
import { caption, type StageWords, storySentence, titleOf } from './captions.ts';
import type { Navigation } from './navigation.ts';
import type { Run } from './run.ts';
import type { Teller } from './teller.ts';

/** In slow motion the last row stays so long before the story's end is said. */
const LAST_BEATS = 3;

export interface Presentation {
  /** Nothing of the last run is said any more. */
  begin(): void;
  drawn(shown: Shown): void;
  /** Says what is to be said now. */
  refresh(): void;
  forward(): void;
  back(): void;
}

export interface PresentationParts<Story extends string> {
  readonly words: StageWords<Story>;
  readonly diagram: Diagram;
  readonly navigation: Navigation<Story>;
  readonly teller: Pick<Teller<Story>, 'story' | 'outcome'>;
  readonly run: Run;
}

export function createPresentation<Story extends string>({
  words,
  diagram,
  navigation,
  teller,
  run,
}: PresentationParts<Story>): Presentation {
  const invitation = find('#story-about', HTMLElement).textContent.trim();
  let shown: Shown | undefined;
  /** A step beyond the last row leads from the row to the story as a whole. */
  let isPastEnd = false;
  let lastBeat: ReturnType<typeof setTimeout> | undefined;

  const hasEnded = () => run.state === 'ended';

  function refresh(): void {
    const { view, pace } = navigation.address;
    const { story, outcome } = teller;
    const row = shown?.opened ?? shown?.current;
    const moment = { story, outcome, hasEnded: hasEnded(), row, isPastEnd };
    say('#stage-title', titleOf(words, story));
    say('#story-about', story === undefined ? invitation : storySentence(words, moment));
    say('#caption-row', row && !isPastEnd ? `${spoken(row)}. ` : '');
    say('#caption-sentence', view === 'stage' ? caption(words, moment) : '');
    if (pace !== 'slow' || !hasEnded()) clearBeat();
    else lastBeat ??= setTimeout(goPastEnd, LAST_BEATS * SLOW_BEAT_MS);
  }

  function clearBeat(): void {
    clearTimeout(lastBeat);
    lastBeat = undefined;
  }

  function goPastEnd(): void {
    isPastEnd = true;
    refresh();
  }

  return {
    begin() {
      shown = undefined;
      isPastEnd = false;
      clearBeat();
      refresh();
    },
    drawn(next) {
      shown = next;
      if (!hasEnded()) isPastEnd = false;
      refresh();
    },
    refresh,
    forward() {
      if (hasEnded()) goPastEnd();
      else diagram.next();
    },
    back() {
      const wasPastEnd = isPastEnd;
      isPastEnd = false;
      // Who goes back takes over from whatever pace there was.
      const { pace } = navigation.address;
      if (pace !== 'step') navigation.go({ pace: 'step' });
      if (wasPastEnd && pace === 'step') refresh();
      else diagram.back();
    },
  };
}

/** Said anew it would be read aloud anew. */
function say(where: string, text: string): void {
  const element = find(where, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
}
