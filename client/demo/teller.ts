/** Tells stories: buttons, and the link that reproduces one. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import { find } from '../page/elements.ts';
import * as controls from './controls.ts';
import type { Conversation } from './conversation.ts';
import { type Actor, type StoryId, stories, storyIds, storyOfHash } from './stories.ts';

/** Another story was begun. */
class Interrupted extends Error {}

/**
 * Makes a button for each story, and tells the one that the address asks for.
 *
 * @returns a function that ends the telling, for a person who goes on by hand
 */
export function offerStories(conversation: Conversation): () => void {
  const list = find('#stories', HTMLElement);
  const about = find('#story-about', HTMLElement);
  let told = new AbortController();

  const buttons = storyIds.map((id) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = stories[id].title;
    button.ariaPressed = 'false';
    button.dataset.story = id;
    button.addEventListener('click', () => tell(id));
    return button;
  });
  list.append(...buttons);

  function tell(id: StoryId): void {
    told.abort();
    told = new AbortController();
    for (const button of buttons) button.ariaPressed = String(button.dataset.story === id);
    about.textContent = stories[id].about;
    // The address is the link to this story.
    history.replaceState(null, '', `#story=${id}`);
    run(id, told.signal).catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    });
  }

  async function run(id: StoryId, signal: AbortSignal): Promise<void> {
    await conversation.disconnect();
    if (signal.aborted) return;
    conversation.begin();
    await stories[id].tell(createActor(conversation, signal));
  }

  function tellFromAddress(): void {
    const id = storyOfHash(location.hash);
    if (id) tell(id);
  }

  addEventListener('hashchange', tellFromAddress);
  tellFromAddress();
  return () => {
    told.abort();
    for (const button of buttons) button.ariaPressed = 'false';
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
      if (filling !== 'ticket') return controls.fill(filling);
      if (!(await unlessInterrupted(conversation.ticket()))) throw new Interrupted();
    },
    tokenMessage: () => formatTokenMessage(controls.token.value),
    connect: (first) => unlessInterrupted(conversation.connect(first)),
    send: (text) => conversation.send(text),
    disconnect: () => unlessInterrupted(conversation.disconnect()),
    pause: (ms) => unlessInterrupted(new Promise((resolve) => setTimeout(resolve, ms))),
  };
}
