/** What is told about channels: each story is played for real, on the connections of Alice and Bob. */
import { closes } from '../../protocol/outcomes.ts';
import { said, storyWords } from '../words/channels.ts';
import type { Fares } from './person.ts';

export type StoryId = keyof typeof storyWords;

/** What a story can make somebody do. */
export interface Puppet {
  readonly fares: Fares;
  comeIn(): void;
  cut(): void;
  publish(data: unknown): void;
}

/** What a story can make the page do. */
export interface Actor {
  readonly alice: Puppet;
  readonly bob: Puppet;
  /** Ends the session that Bob's token comes from. */
  endSession(): Promise<void>;
  /** More connections of Alice publish so many messages. Resolves to whether all are stored. */
  flood(count: number, data: string): Promise<boolean>;
  /** Resolves to whether something becomes true soon. */
  until(isTrue: () => boolean): Promise<boolean>;
}

/** What a channel keeps of messages unless the server was told otherwise, and one more. */
const OUTSIDE = 1001;

/** Tells a story, and says whether it came out as its words have it. */
type Story = (actor: Actor) => Promise<boolean>;

export const stories: Readonly<Record<StoryId, Story>> = {
  async 'one-message'(actor) {
    return (await bothComeIn(actor)) && say(actor, said.hello, [1], [1]);
  },
  async 'cut-line'(actor) {
    const { bob } = actor;
    if (!(await bothComeIn(actor)) || !(await say(actor, said.hello, [1], [1]))) return false;
    if (!(await bobIsCut(actor))) return false;
    if (!(await say(actor, said.goOn, [1, 2], [1])) || !(await say(actor, said.still, [1, 2, 3], [1]))) {
      return false;
    }
    bob.comeIn();
    return (
      (await actor.until(() => isGiven(bob, [1, 2, 3]) && areThere(actor))) && bob.fares.recovered === true
    );
  },
  async 'outside-window'(actor) {
    const { bob } = actor;
    if (!(await bothComeIn(actor)) || !(await say(actor, said.hello, [1], [1]))) return false;
    if (!(await bobIsCut(actor))) return false;
    if (!(await actor.flood(OUTSIDE, said.many))) return false;
    const last = OUTSIDE + 1;
    await actor.until(() => actor.alice.fares.offsets.length === last);
    bob.comeIn();
    const isBack = await actor.until(() => bob.fares.at?.offset === last && areThere(actor));
    return isBack && bob.fares.recovered === false && isGiven(bob, [1]);
  },
  async 'thrown-out'(actor) {
    const { alice, bob } = actor;
    if (!(await bothComeIn(actor)) || !(await say(actor, said.hello, [1], [1]))) return false;
    await actor.endSession();
    if (!(await actor.until(() => hasLeft(actor)))) return false;
    const { state } = bob.fares;
    const { code, reason } = closes.sessionEnded;
    if (state.type !== 'closed' || state.code !== code || state.reason !== reason) return false;
    alice.publish(said.alone);
    return (await actor.until(() => isGiven(alice, [1, 2]) && isSettled(alice))) && isGiven(bob, [1]);
  },
};

/** All ids, in the order of their buttons. */
export const storyIds = Object.keys(storyWords).filter(isStoryId);

/** Whether a text names a story. */
export function isStoryId(text: string): text is StoryId {
  return Object.hasOwn(storyWords, text);
}

async function bothComeIn({ alice, bob, until }: Actor): Promise<boolean> {
  alice.comeIn();
  if (!(await until(() => alice.fares.at !== undefined))) return false;
  bob.comeIn();
  return until(() => bob.fares.at !== undefined && areThere({ alice, bob }));
}

async function bobIsCut(actor: Actor): Promise<boolean> {
  actor.bob.cut();
  return actor.until(() => hasLeft(actor));
}

/** Each knows of both. */
function areThere({ alice, bob }: Pick<Actor, 'alice' | 'bob'>): boolean {
  return [alice, bob].every(({ fares }) => fares.present?.length === 2);
}

function hasLeft({ alice, bob }: Actor): boolean {
  return alice.fares.present?.length === 1 && bob.fares.state.type !== 'open';
}

/** Alice says something; then each has been given the messages of these numbers. */
async function say({ alice, bob, until }: Actor, data: string, hers: number[], his: number[]) {
  alice.publish(data);
  return until(() => isGiven(alice, hers) && isGiven(bob, his) && isSettled(alice));
}

function isSettled({ fares }: Puppet): boolean {
  return fares.unpublished === 0;
}

/** Exactly these, in this order. */
function isGiven({ fares }: Puppet, offsets: readonly number[]): boolean {
  return fares.offsets.join() === offsets.join();
}
