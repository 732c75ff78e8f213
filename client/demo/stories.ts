/** Complete stories, each told by one press: what the class is to see, from the first byte to the end. */
import { NOT_JSON_EXAMPLE } from '../../protocol/messages.ts';

/** How a token field can be filled. */
export type Filling = 'valid' | 'wrong' | 'empty' | 'ticket';

/** What a story can make the page do. */
export interface Actor {
  /** Fills the token field; a ticket is asked of the auth server. */
  fill(filling: Filling): Promise<void>;
  /** The token field's content as the first message. */
  tokenMessage(): string;
  /**
   * Connects and sends these messages at once. Resolves when the server has accepted the token (true) or the
   * connection has ended (false).
   */
  connect(first: readonly string[]): Promise<boolean>;
  send(text: string): void;
  /** Ends the connection and waits until it has ended. */
  disconnect(): Promise<void>;
  pause(ms: number): Promise<void>;
}

export interface Story {
  readonly title: string;
  /** What there is to see, in one sentence. */
  readonly about: string;
  tell(actor: Actor): Promise<void>;
}

const hello = JSON.stringify({ msg: 'hello' });

export const stories = {
  'valid-token': {
    title: 'valid token',
    about: 'The token is checked, acknowledged, and from then on both may speak.',
    async tell(actor) {
      await actor.fill('valid');
      if (await actor.connect([actor.tokenMessage()])) actor.send(hello);
    },
  },
  'wrong-token': {
    title: 'wrong token',
    about: 'The auth server does not know this token: close code 1011, unauthenticated.',
    async tell(actor) {
      await actor.fill('wrong');
      await actor.connect([actor.tokenMessage()]);
    },
  },
  'no-token': {
    title: 'no token',
    about: 'A message, but no token in it: the auth server is not even asked.',
    async tell(actor) {
      await actor.fill('empty');
      await actor.connect([hello]);
    },
  },
  'not-json': {
    title: 'not JSON',
    about: 'The first message cannot be read. The client is told no more than for a wrong token.',
    async tell(actor) {
      await actor.fill('empty');
      await actor.connect([NOT_JSON_EXAMPLE]);
    },
  },
  silence: {
    title: 'silence',
    about: 'Nobody says anything until the deadline ends it.',
    async tell(actor) {
      await actor.fill('empty');
      await actor.connect([]);
    },
  },
  'ticket-twice': {
    title: 'ticket used twice',
    about: 'A single-use ticket opens the first connection; the second one with the same ticket is refused.',
    async tell(actor) {
      await actor.fill('ticket');
      const message = actor.tokenMessage();
      if (!(await actor.connect([message]))) return;
      await actor.disconnect();
      await actor.connect([message]);
    },
  },
  'token-late': {
    title: 'token sent late',
    about: 'A valid token, but after the deadline: the connection it was for is gone.',
    async tell(actor) {
      await actor.fill('valid');
      await actor.connect([]);
      await actor.pause(500);
      actor.send(actor.tokenMessage());
    },
  },
  'early-message': {
    title: 'message too early',
    about: 'A message right behind the token, before the acknowledgement: it is answered only after it.',
    async tell(actor) {
      await actor.fill('valid');
      await actor.connect([actor.tokenMessage(), JSON.stringify({ msg: 'me first' })]);
    },
  },
} as const satisfies Record<string, Story>;

export type StoryId = keyof typeof stories;

/** All ids, in the order of their buttons. */
export const storyIds = Object.keys(stories).filter(isStoryId);

/** Whether a text names a story. */
export function isStoryId(text: string): text is StoryId {
  return Object.hasOwn(stories, text);
}

/** The story that an address asks for with `#story=<id>`. */
export function storyOfHash(hash: string): StoryId | undefined {
  const id = new URLSearchParams(hash.slice(1)).get('story') ?? '';
  return isStoryId(id) ? id : undefined;
}
