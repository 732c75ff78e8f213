import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { placeCentred } from '@websocket-auth-lab/diagram';
import WebSocket from 'ws';
import type { Fact, Happening, Who } from '../../../client/channels/facts.ts';
import { flood } from '../../../client/channels/flood.ts';
import { createPerson, type Person } from '../../../client/channels/person.ts';
import { drawBoth, lifeLines } from '../../../client/channels/picture.ts';
import { type Actor, type StoryId, stories, storyIds } from '../../../client/channels/stories.ts';
import { createUntil } from '../../../client/channels/until.ts';
import { layOutStage, paperIn, textSize } from '../../../client/diagram/stage-layout.ts';
import { said, storyWords } from '../../../client/words/channels.ts';
import { wrap } from '../../../packages/diagram/src/text.ts';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { ask, type SignedIn, signIn } from '../../support/auth.ts';
import { startLab } from '../../support/lab.ts';
import { boxesOf, measuring, widthOf } from '../diagram/boxes.ts';

interface Played {
  readonly cameOut: boolean;
  readonly facts: readonly Fact[];
  readonly alice: Person;
  readonly bob: Person;
}

/** Plays a story against a real lab, as the page does. */
async function play(t: TestContext, id: StoryId): Promise<Played> {
  const lab = await startLab(t);
  const facts: Fact[] = [];
  const until = createUntil();
  let session: SignedIn | undefined;
  const open = () => new WebSocket(lab.urls.channels, { rejectUnauthorized: false });

  const person = (who: Who, token: () => Promise<string | undefined>) => {
    const made = createPerson({
      open,
      token,
      tell: (happening: Happening) => facts.push({ ...happening, who, at: performance.now() }),
      changed: until.changed,
    });
    t.after(made.cut);
    made.begin('room:story');
    return made;
  };
  const alice = person('alice', async () => DEMO_TOKEN);
  const bob = person('bob', async () => {
    session ??= await signIn(lab.urls.page, 'bob', 'tea-party');
    const { headers } = session;
    return String((await ask(lab.urls.page, '/auth/token', { method: 'POST', headers })).json.accessToken);
  });
  const actor: Actor = {
    alice,
    bob,
    async endSession() {
      facts.push({ type: 'sessionEnded', who: 'bob', at: performance.now() });
      await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session?.headers ?? {} });
    },
    flood: (count, data) =>
      flood({ open, channel: 'room:story', count, data }, (connections) =>
        facts.push({ type: 'flood', who: 'alice', at: performance.now(), count, connections }),
      ),
    until: until.becomes,
  };
  return { cameOut: await stories[id](actor), facts, alice, bob };
}

const picture = (id: StoryId, facts: readonly Fact[]) =>
  drawBoth({ facts, dropped: 0, isBrief: id !== 'one-message', isOver: true });

/** What must be in the picture, in this order; between these there may be more. */
const mustShow: Readonly<Record<StoryId, readonly string[]>> = {
  'one-message': [
    'opens a WebSocket',
    'authenticated: alice',
    'subscribed: offset 0',
    'authenticated: bob',
    `publish: ${said.hello}`,
    `message 1: ${said.hello}`,
  ],
  'cut-line': [
    'Alice comes in',
    `message 1: ${said.hello}`,
    'closes the line',
    'presence: bob leaves',
    `message 3: ${said.still}`,
    'opens a WebSocket',
    'authenticate',
    'subscribe room:story since 1',
    'subscribed: recovered, offset 3',
    `message 2: ${said.goOn}`,
    `message 3: ${said.still}`,
  ],
  'outside-window': [
    '1001 messages over 11 connections',
    'messages 2 to 1002',
    'subscribe room:story since 1',
    'subscribed: not recovered, offset 1002',
  ],
  'thrown-out': [
    'Bob’s session ends',
    'close 3000 session ended',
    `publish: ${said.alone}`,
    'published as 2',
  ],
};

/** Windows of projectors. */
const windows = [
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

describe('the stories of channels', { concurrency: 2 }, () => {
  for (const id of storyIds) {
    it(`${id} comes out as told, and its picture fits on every stage`, async (t) => {
      const { cameOut, facts, bob } = await play(t, id);
      assert.equal(cameOut, true);
      if (id === 'thrown-out') assert.deepEqual(bob.fares.offsets, [1]);
      const { rows } = picture(id, facts);
      const labels = rows.map(({ label }) => label);
      let from = 0;
      for (const label of mustShow[id]) {
        const index = labels.indexOf(label, from);
        assert.ok(index >= 0, `${label} is not in ${labels.join(' | ')}`);
        from = index + 1;
      }
      assert.equal(
        rows.reduce((sum, { learned }) => sum + learned, 0),
        facts.length,
        'every fact is in a row',
      );
      assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
      for (const window of windows) {
        const rem = textSize(window);
        const sheet = { ...paperIn(window), rem, ...measuring, place: placeCentred };
        const paper = { ...sheet, lifeLines: Object.values(lifeLines) };
        const layout = layOutStage(rows, '', paper, () => true);
        assert.ok(layout.fits, `it is ${layout.height} px high at ${window.width}`);
        const outside = boxesOf(layout).filter(({ left, right }) => left < 0 || right > paper.width);
        assert.deepEqual(outside, [], `at ${window.width}`);
        const { about, moral } = storyWords[id];
        const sizes = { text: rem, strong: rem, code: rem, small: rem };
        const measures = {
          width: paper.width,
          size: rem,
          sizes,
          widthOf: (text: string) => widthOf(text, 'text', rem),
        };
        for (const sentence of [about, moral, ...rows.map(({ detail }) => detail.explanation)]) {
          assert.ok(wrap(sentence, paper.width, 'text', measures).length <= 2, sentence);
        }
      }
    });
  }

  it('show no credential', async (t) => {
    const { facts } = await play(t, 'one-message');
    assert.doesNotMatch(JSON.stringify(facts), new RegExp(DEMO_TOKEN));
    assert.doesNotMatch(JSON.stringify(facts), /eyJ[\w-]{20}/);
  });
});

describe('the picture of both', () => {
  const heard = (offset: number): Fact => ({
    type: 'heard',
    who: 'alice',
    at: offset,
    message: { type: 'message', channel: 'room:1', offset, id: 'a', user: 'bob', data: { n: offset } },
  });

  it('draws a few messages one by one, and many as one row', () => {
    const labelsOf = (count: number) =>
      drawBoth({
        facts: Array.from({ length: count }, (_, index) => heard(index + 1)),
        dropped: 0,
        isBrief: false,
        isOver: true,
      }).rows.map(({ label, learned }) => [label, learned]);
    assert.deepEqual(labelsOf(2), [
      ['message 1: {"n":1}', 1],
      ['message 2: {"n":2}', 1],
    ]);
    assert.deepEqual(labelsOf(5), [['messages 1 to 5', 5]]);
  });

  it('says how much of a long lesson it does not draw', () => {
    const { rows } = drawBoth({ facts: [heard(9)], dropped: 40, isBrief: false, isOver: false });
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['… 40 messages …', 'message 9: {"n":9}'],
    );
  });

  it('tells a refusal, also of somebody who is coming in', () => {
    const fact = (happening: Happening): Fact => ({ ...happening, who: 'bob', at: 0 });
    const error = { type: 'error', error: 'forbidden', capability: 'subscribe:staff:1', request: {} };
    const { rows } = drawBoth({
      facts: [fact({ type: 'opened' }), fact({ type: 'heard', message: error })],
      dropped: 0,
      isBrief: true,
      isOver: true,
    });
    assert.deepEqual(
      rows.map(({ label, tone }) => [label, tone]),
      [['error: forbidden, subscribe:staff:1', 'bad']],
    );
  });
});
