/** The demo page: puts its parts together. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import { webSocketOrigin } from '../api/origin.ts';
import { watchSignedIn } from '../page/signed-in.ts';
import type { Address } from '../stage/address.ts';
import { createCurtain } from '../stage/curtain.ts';
import { createModes } from '../stage/modes.ts';
import { createNavigation } from '../stage/navigation.ts';
import { createPresentation } from '../stage/presentation.ts';
import { createRun } from '../stage/run.ts';
import { createStage } from '../stage/stage.ts';
import { createTeller } from '../stage/teller.ts';
import { words } from '../words/stories.ts';
import { createActor } from './actor.ts';
import * as controls from './controls.ts';
import { createConversation } from './conversation.ts';
import { isStoryId, type StoryId, stories, storyIds } from './stories.ts';
import { describeEndpoint } from './telling/describe.ts';
import { showEndpoint, showServerSide } from './telling/output.ts';
import { clearReport, createReport } from './telling/report.ts';
import { clearSaved, createWire } from './wire.ts';

/** Where this page's own server takes WebSockets. */
const url = `${webSocketOrigin}/`;
const page = document.documentElement;
/** What a story shows when nobody has chosen one. */
const firstStory = 'valid-token';

const diagram = createWire((shown) => {
  const { heldBack, complete, learned, rows } = shown;
  modes.hold(heldBack);
  curtain.drawn(heldBack === 0 && complete ? undefined : learned);
  showServerSide(rows);
  run.drawn(shown);
  presentation.drawn(shown);
});
const modes = createModes(
  () => presentation.forward(),
  (pace) => navigation.go({ pace }),
);
const curtain = createCurtain(() => diagram.mode === 'live', clearReport);
const run = createRun(diagram.redraw, (state) => {
  page.dataset.run = state;
});
const conversation = createConversation(url, {
  diagram,
  curtain,
  report: createReport(curtain),
  ended() {
    if (teller.story === undefined) run.finish();
  },
});
const teller = createTeller(storyIds, words, {
  pressed: tell,
  leave: conversation.disconnect,
  begun() {
    conversation.begin();
    begun();
  },
  play: (id, unlessInterrupted) => stories[id](createActor(conversation, unlessInterrupted)),
  told: run.finish,
});
const navigation = createNavigation(isStoryId, arrive, (asked, before) => {
  if (asked.story !== undefined && asked.story !== before.story) tell(asked.story);
});
const presentation = createPresentation({ words, diagram, navigation, teller, run });
/** The picture begins with how this ticket was had. */
let ticketShown: string | undefined;

function arrive({ view, pace, look }: Address): void {
  page.dataset.view = view;
  if (look) page.dataset.look = look;
  else delete page.dataset.look;
  modes.show(pace);
  if (diagram.mode !== pace) diagram.setMode(pace);
  diagram.setView(view);
  presentation.refresh();
}

function tell(story: StoryId): void {
  navigation.go({ story });
  teller.tell(story);
}

/** A run begins: of the last one nothing is left, on the page or in its address. */
function begun(): void {
  ticketShown = undefined;
  clearSaved();
  presentation.begin();
  run.begin();
}

function beginByHand(): void {
  goOnByHand();
  conversation.begin();
  begun();
}

/** What follows is no part of the story that is being told. */
function goOnByHand(): void {
  teller.interrupt();
  navigation.go({ story: undefined });
}

controls.listen({
  connect() {
    if (ticketShown !== controls.token.value) beginByHand();
    run.begin();
    void conversation.connect([formatTokenMessage(controls.token.value)]);
  },
  disconnect() {
    // A story that has been told goes on in its picture; one that is being told ends here.
    if (run.state !== 'ended') goOnByHand();
    diagram.showAll();
    void conversation.disconnect();
  },
  tryNow: conversation.tryNow,
  send() {
    conversation.send(JSON.stringify({ msg: controls.message.value }));
    if (document.activeElement === controls.message) controls.message.select();
  },
  signOut: conversation.signOut,
  async ticket() {
    beginByHand();
    if (await conversation.ticket()) ticketShown = controls.token.value;
    run.finish();
  },
});
const actions = createStage(navigation, {
  forward: presentation.forward,
  back: presentation.back,
  anew() {
    if (teller.story !== undefined) tell(teller.story);
  },
  enter() {
    if (run.state === 'idle') tell(firstStory);
  },
});

clearReport();
showEndpoint(describeEndpoint(url));
watchSignedIn(() => curtain.say(controls.showSignedIn));
// Until now a press would have been lost.
document.body.inert = false;
arrive(navigation.address);
const { story, view } = navigation.address;
if (story) tell(story);
else if (view === 'stage') tell(firstStory);
// What nobody needs to connect, or to be told a story.
void import('./extras/extras.ts').then((extras) =>
  extras.addExtras({ actions, diagram, conversation, begin: beginByHand, teller, firstStory }),
);
