/** Complete stories, each told by one press: what the class is to see, from the first byte to the end. */
import { NOT_JSON_EXAMPLE } from '../../protocol/messages.ts';
import { closes } from '../../protocol/outcomes.ts';
import { storyWords } from '../words/stories.ts';
import type { Ending } from './connection.ts';

/** How a token field can be filled. */
export type Filling = 'valid' | 'wrong' | 'empty' | 'ticket';

/** How it went: the server accepted the token, or the connection has ended. */
export type Result = 'accepted' | Ending;

/** What a story can make the page do. */
export interface Actor {
  /** Fills the token field; a ticket is asked of the auth server. Resolves to whether it could. */
  fill(filling: Filling): Promise<boolean>;
  /** The token field's content as the first message. */
  tokenMessage(): string;
  /** Connects and sends these messages at once. */
  connect(first: readonly string[]): Promise<Result>;
  send(text: string): void;
  /** Resolves to the next message that is received; undefined where the connection ends before. */
  answer(): Promise<string | undefined>;
  /** Ends the connection and waits until it has ended. */
  disconnect(): Promise<void>;
  pause(ms: number): Promise<void>;
}

/** Tells a story, and says whether it came out as its words have it. */
type Story = (actor: Actor) => Promise<boolean>;

const hello = JSON.stringify({ msg: 'hello' });
const meFirst = JSON.stringify({ msg: 'me first' });

export const stories: Readonly<Record<StoryId, Story>> = {
  async 'valid-token'(actor) {
    await actor.fill('valid');
    if ((await actor.connect([actor.tokenMessage()])) !== 'accepted') return false;
    actor.send(hello);
    return (await actor.answer()) === hello;
  },
  async 'wrong-token'(actor) {
    await actor.fill('wrong');
    return isRefusal(await actor.connect([actor.tokenMessage()]));
  },
  async 'no-token'(actor) {
    await actor.fill('empty');
    return isRefusal(await actor.connect([hello]));
  },
  async 'not-json'(actor) {
    await actor.fill('empty');
    return isRefusal(await actor.connect([NOT_JSON_EXAMPLE]));
  },
  async silence(actor) {
    await actor.fill('empty');
    return isRefusal(await actor.connect([]));
  },
  async 'ticket-twice'(actor) {
    if (!(await actor.fill('ticket'))) return false;
    const message = actor.tokenMessage();
    if ((await actor.connect([message])) !== 'accepted') return false;
    await actor.disconnect();
    return isRefusal(await actor.connect([message]));
  },
  async 'token-late'(actor) {
    await actor.fill('valid');
    if (!isRefusal(await actor.connect([]))) return false;
    await actor.pause(500);
    actor.send(actor.tokenMessage());
    return true;
  },
  async 'early-message'(actor) {
    await actor.fill('valid');
    if ((await actor.connect([actor.tokenMessage(), meFirst])) !== 'accepted') return false;
    return (await actor.answer()) === meFirst;
  },
};

export type StoryId = keyof typeof storyWords;

/** All ids, in the order of their buttons. */
export const storyIds = Object.keys(storyWords).filter(isStoryId);

/** Whether a text names a story. */
export function isStoryId(text: string): text is StoryId {
  return Object.hasOwn(storyWords, text);
}

function isRefusal(result: Result): boolean {
  if (result === 'accepted') return false;
  const { code, reason } = closes.unauthenticated;
  return result.opened && result.code === code && result.reason === reason;
}
