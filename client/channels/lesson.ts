/** The lesson: two people in one window, each with a connection of their own, and the stories about them. */
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { readLab } from '../api/lab.ts';
import { webSocketOrigin } from '../api/origin.ts';
import { openSocket } from '../methods/open.ts';
import { find } from '../page/elements.ts';
import { makeButton } from '../page/make.ts';
import type { Address } from '../stage/address.ts';
import { createCurtain } from '../stage/curtain.ts';
import { createModes } from '../stage/modes.ts';
import { createNavigation } from '../stage/navigation.ts';
import { createPresentation } from '../stage/presentation.ts';
import { createRun } from '../stage/run.ts';
import { createStage } from '../stage/stage.ts';
import { createTeller } from '../stage/teller.ts';
import { words } from '../words/channels.ts';
import { addAttacks } from './attacks.ts';
import type { Happening, Who } from './facts.ts';
import { flood } from './flood.ts';
import { createPane, type Pane } from './pane.ts';
import { away, createPerson, type Fares, type Person } from './person.ts';
import { addPhones } from './phones.ts';
import { createPictures } from './pictures.ts';
import { LOBBY } from './room.ts';
import { type Actor, isStoryId, type StoryId, stories, storyIds } from './stories.ts';
import { createBobsSession } from './tokens.ts';
import { openTraced } from './traced.ts';
import { createUntil } from './until.ts';

const page = document.documentElement;
const url = webSocketOrigin + CHANNELS_PATH;
const firstStory: StoryId = 'one-message';
const problem = find('#problem', HTMLElement);

let channel = LOBBY;
const until = createUntil();
const session = createBobsSession();
const modes = createModes(
  () => (page.dataset.view === 'stage' ? presentation.forward() : pictures.next()),
  (pace) => navigation.go({ pace }),
);
const pictures = createPictures((shown) => {
  const { heldBack, complete, learned } = shown;
  curtain.drawn(heldBack === 0 && complete ? undefined : learned);
  run.drawn(shown);
  presentation.drawn(shown);
}, modes.hold);
const curtain = createCurtain(() => pictures.both.mode === 'live', clearPanes);
const run = createRun(pictures.both.redraw, (state) => {
  page.dataset.run = state;
});
const alice = createWatched('alice', async () => DEMO_TOKEN);
const bob = createWatched('bob', () => session.token(bob.fares.state.type === 'open'));
const panes: Readonly<Record<Who, Pane>> = {
  alice: createPane('alice', () => channel, byHand(alice)),
  bob: createPane('bob', () => channel, { ...byHand(bob), endSession: () => act(endSession) }),
};
find('#panes', HTMLElement).append(panes.alice.element, panes.bob.element);

const actor: Actor = {
  alice,
  bob,
  endSession,
  flood: (count, data) =>
    flood({ open: () => openSocket({ url, protocols: [] }), channel, count, data }, (connections) =>
      tell('alice', { type: 'flood', count, connections }),
    ),
  until: until.becomes,
};
const teller = createTeller(storyIds, words, {
  pressed: tellStory,
  leave: async () => leave(),
  begun: () => begin(teller.story),
  play: (id, unlessInterrupted) =>
    stories[id]({
      ...actor,
      endSession: () => unlessInterrupted(actor.endSession()),
      flood: (count, data) => unlessInterrupted(actor.flood(count, data)),
      until: (isTrue) => unlessInterrupted(actor.until(isTrue)),
    }),
  told: finish,
});
const navigation = createNavigation(isStoryId, arrive, (asked, before) => {
  if (asked.story !== undefined && asked.story !== before.story) tellStory(asked.story);
});
const presentation = createPresentation({ words, diagram: pictures.both, navigation, teller, run });

function createWatched(who: Who, token: () => Promise<string | undefined>): Person {
  return createPerson({
    open: () => openTraced(url, pictures.recorders[who]),
    token,
    tell: (happening) => tell(who, happening),
    changed(fares) {
      const { problem } = who === 'bob' ? session : { problem: undefined };
      curtain.say(() => panes[who].show(fares, problem));
      until.changed();
      if (teller.story === undefined && !isThere(alice.fares) && !isThere(bob.fares)) finish();
    },
  });
}

function tell(who: Who, happening: Happening): void {
  // A story that has been told is over, although the two go on renewing tokens.
  if (pictures.isOver) return;
  curtain.learned();
  pictures.add({ ...happening, who, at: performance.now() });
}

function isThere({ state }: Fares): boolean {
  return state.type === 'connecting' || state.type === 'open' || state.type === 'waiting';
}

async function endSession(): Promise<void> {
  tell('bob', { type: 'sessionEnded' });
  problem.textContent = '';
  // If the auth server does not answer, Bob stays.
  await session.end().catch((error: Error) => {
    problem.textContent = error.message;
  });
}

/** A run begins: of the last one nothing is left. */
function begin(story: StoryId | undefined): void {
  channel = story === undefined ? LOBBY : `room:story-${Math.random().toString(36).slice(2, 9)}`;
  pictures.begin(story !== undefined, story !== undefined && story !== firstStory);
  curtain.restart();
  for (const person of [alice, bob]) person.begin(channel);
  presentation.begin();
  if (story !== undefined) run.begin();
}

function finish(): void {
  if (run.state === 'idle') return;
  pictures.setOver(true);
  run.finish();
}

function clearPanes(): void {
  for (const pane of Object.values(panes)) pane.show(away);
}

/** What a press in a pane does: what follows is no part of the story that is being told. */
function act(deed: () => void | Promise<void>): void {
  if (teller.story !== undefined) {
    teller.interrupt();
    navigation.go({ story: undefined });
  }
  pictures.both.showAll();
  pictures.setOver(false);
  run.begin();
  void deed();
}

function byHand(person: Person) {
  return {
    comeIn: () => act(person.comeIn),
    cut: () => act(person.cut),
    publish: (text: string) => act(() => person.publish(text)),
  };
}

function arrive({ view, pace, look }: Address): void {
  page.dataset.view = view;
  if (look) page.dataset.look = look;
  else delete page.dataset.look;
  modes.show(pace);
  pictures.setMode(pace);
  if (view === 'stage') pictures.choose('both');
  pictures.both.setView(view);
  presentation.refresh();
}

/** Back to the room where everybody is. */
function goToLobby(): void {
  teller.interrupt();
  leave();
  navigation.go({ story: undefined });
  begin(undefined);
}

function leave(): void {
  for (const person of [alice, bob]) if (isThere(person.fares)) person.cut();
}

function tellStory(story: StoryId): void {
  navigation.go({ story });
  teller.tell(story);
}

createStage(navigation, {
  forward: presentation.forward,
  back: presentation.back,
  anew() {
    if (teller.story !== undefined) tellStory(teller.story);
  },
  enter() {
    if (teller.story === undefined && !isThere(alice.fares) && !isThere(bob.fares)) tellStory(firstStory);
  },
});
find('#stories', HTMLElement).prepend(makeButton(words.page.byHand(LOBBY), {}, goToLobby));
void addPhones(LOBBY);
void addAttacks();
begin(undefined);
arrive(navigation.address);
const { story, view } = navigation.address;
if (story) tellStory(story);
else if (view === 'stage') tellStory(firstStory);
void readLab().then((lab) => {
  if (lab?.demo !== false) return;
  for (const pane of Object.values(panes)) pane.disable();
  problem.textContent = words.page.noDemo;
});
