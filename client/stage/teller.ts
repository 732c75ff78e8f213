/** Tells stories, one at a time. */
import { find } from '../page/elements.ts';
import type { Outcome, StageWords } from './captions.ts';

export interface Teller<Story extends string = string> {
  /** The story that is shown, if the run is a story. */
  readonly story: Story | undefined;
  readonly outcome: Outcome;
  /** Tells a story from its beginning. */
  tell(id: Story): void;
  /** Tells no further: a person goes on by hand. */
  interrupt(): void;
}

/** Waits for one step of a story; for ever, where the story is not told any more. */
export type UnlessInterrupted = <Value>(step: Promise<Value>) => Promise<Value>;

export interface TellerParts<Story extends string> {
  /** A press on a story's button. */
  pressed(id: Story): void;
  /** Ends what the last run left open: in its own picture, and under its own name. */
  leave(): Promise<void>;
  /** A run of this story begins. */
  begun(): void;
  /** Does what the story tells, and resolves to whether it came out as its words have it. */
  play(id: Story, unlessInterrupted: UnlessInterrupted): Promise<boolean>;
  /** It has been told to its end. */
  told(): void;
}

/**
 * Puts a button for each story on the page.
 *
 * @param ids - in the order of the buttons
 */
export function createTeller<Story extends string>(
  ids: readonly Story[],
  { storyWords }: StageWords<Story>,
  { pressed, leave: leaveLast, begun, play, told }: TellerParts<Story>,
): Teller<Story> {
  let telling = new AbortController();
  let story: Story | undefined;
  let outcome: Outcome;

  const buttons = ids.map((id) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = storyWords[id].title;
    button.dataset.story = id;
    button.addEventListener('click', () => pressed(id));
    return button;
  });
  find('#stories', HTMLElement).append(...buttons);
  mark();

  function mark(): void {
    for (const button of buttons) button.ariaPressed = String(button.dataset.story === story);
  }

  function leave(): AbortSignal {
    telling.abort();
    telling = new AbortController();
    story = undefined;
    outcome = undefined;
    mark();
    return telling.signal;
  }

  async function run(id: Story, signal: AbortSignal): Promise<void> {
    await leaveLast();
    if (signal.aborted) return;
    story = id;
    mark();
    begun();
    const cameOut = await play(id, async (step) => {
      const value = await step;
      return signal.aborted ? new Promise(() => {}) : value;
    });
    if (signal.aborted) return;
    outcome = cameOut ? 'as told' : 'otherwise';
    told();
  }

  return {
    get story() {
      return story;
    },
    get outcome() {
      return outcome;
    },
    tell: (id) => run(id, leave()),
    interrupt: leave,
  };
}
