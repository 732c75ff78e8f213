/** Tells stories, one at a time. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import { find } from '../page/elements.ts';
import { storyWords } from '../words/stories.ts';
import * as controls from './controls.ts';
import type { Conversation } from './conversation.ts';
import { type Actor, type Outcome, type StoryId, stories, storyIds } from './stories.ts';

/** Another story was begun, or a person went on by hand. */
class Interrupted extends Error {}

export interface Teller {
  /** The story that is shown, if the run is a story. */
  readonly story: StoryId | undefined;
  readonly outcome: Outcome;
  /** Tells a story from its beginning. */
  tell(id: StoryId): void;
  /** Tells no further: a person goes on by hand. */
  interrupt(): void;
}

export interface TellerEvents {
  /** A press on a story's button. */
  pressed(id: StoryId): void;
  /** A run begins, of this story or by hand. */
  begun(): void;
  /** It has been told to its end. */
  told(): void;
}

export function createTeller(conversation: Conversation, events: TellerEvents): Teller {
  let telling = new AbortController();
  let story: StoryId | undefined;
  let outcome: Outcome;

  const buttons = storyIds.map((id) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = storyWords[id].title;
    button.dataset.story = id;
    button.addEventListener('click', () => events.pressed(id));
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

  async function run(id: StoryId, signal: AbortSignal): Promise<void> {
    // What the last run left open ends in its own picture, and under its own name.
    await conversation.disconnect();
    if (signal.aborted) return;
    story = id;
    mark();
    conversation.begin();
    events.begun();
    const cameOut = await stories[id](createActor(conversation, signal));
    if (signal.aborted) return;
    outcome = cameOut ? 'as told' : 'otherwise';
    events.told();
  }

  return {
    get story() {
      return story;
    },
    get outcome() {
      return outcome;
    },
    tell(id) {
      run(id, leave()).catch((error: unknown) => {
        if (!(error instanceof Interrupted)) throw error;
      });
    },
    interrupt: () => void leave(),
  };
}

function createActor(conversation: Conversation, signal: AbortSignal): Actor {
  async function unlessInterrupted<Value>(step: Promise<Value>): Promise<Value> {
    const value = await step;
    if (signal.aborted) throw new Interrupted();
    return value;
  }

  return {
    async fill(filling) {
      if (filling === 'ticket') return unlessInterrupted(conversation.ticket());
      controls.fill(filling);
      return true;
    },
    tokenMessage: () => formatTokenMessage(controls.token.value),
    connect: (first) => unlessInterrupted(conversation.connect(first)),
    send: (text) => conversation.send(text),
    answer: () => unlessInterrupted(conversation.answer()),
    disconnect: () => unlessInterrupted(conversation.disconnect()),
    pause: (ms) => unlessInterrupted(new Promise((resolve) => setTimeout(resolve, ms))),
  };
}
