/** Each attack at both positions of its switch, over real sockets: it works on the twin, and fails on the fix. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedLabel, placeCentred } from '@websocket-auth-lab/diagram';
import { layOutStage, paperIn, textSize } from '../../client/diagram/stage-layout.ts';
import { castOf, drawAttack } from '../../client/exhibits/picture.ts';
import { runAttack } from '../../exhibits/attacks/run.ts';
import { type AttackFact, type Position, parseRunEvent } from '../../protocol/attack-facts.ts';
import { tellFact, tellVerdict } from '../../protocol/attack-telling.ts';
import { type AttackName, attackNames } from '../../protocol/exhibits.ts';
import type { Options } from '../../server/options/options.ts';
import { boxesOf, headBoxesOf, measuring, overlaps } from '../client/diagram/boxes.ts';
import { type ExhibitLab, startExhibits } from '../support/exhibits.ts';

/** What has to be seen in the steps: on the twin, and with the fix. */
interface Expected {
  readonly claim: string;
  readonly twin: RegExp;
  readonly fixed: RegExp;
}

const expected: Readonly<Record<AttackName, Expected>> = {
  'silent-hoard': {
    claim: 'C10 silent sockets stay on a server without a deadline, and are swept by ours',
    twin: /twin: closes none: 200 silent sockets are still open\nThe server closed none: 200 silent sockets of 200/,
    fixed:
      /server: closes \d+ with 1011 unauthenticated\nThe server ended (\d+) of \1 silent sockets at its deadline, 3\.\d s/,
  },
  'crowded-out': {
    claim: 'C36 a hoard that refills keeps newcomers out of a pool that is full, and makes room on ours',
    twin: /\d+ with HTTP 503\ntwin: lets in \d+ of \d+ honest clients; turned away: \d+ with HTTP 503/,
    fixed: /\d+ with 1011 unauthenticated\ntwin: lets in (\d+) of \1 honest clients; \d+ ms.*\nAll \1 honest/,
  },
  flood: {
    claim: 'C09 floods of messages and of sockets take a server without limits, and are stopped by ours',
    twin: /answers 20000 of them, and stops nobody.*echo of the honest client took.*comes, and is told HTTP 503/s,
    fixed:
      /closes 20 with 1008 rate limit exceeded.*honest client took.*refuses \d+ with HTTP 429.*is let in.*stopped 20 of 20/s,
  },
  'early-message': {
    claim: 'C24 a message before the acknowledgement',
    twin: /^attacker: GET \/early-message\ntwin: HTTP 101\nattacker: (.*pay.*)\ntwin: \1\nThe server acted/,
    fixed: /server: close 3000 unauthorized\nThe server acted on nothing/,
  },
  'log-replay': {
    claim:
      'C17 a token copied from an access log opens a connection; C18 a ticket from the same log does not',
    twin: /"GET \/log-replay\?token=ebfb7ff0-\S+ HTTP\/1\.1" 101.*attacker: GET .*token=ebfb7ff0-.*\ntwin: HTTP 101.*hello from mallory/s,
    fixed: /"GET \/log-replay\/fixed\?ticket=\S{43} HTTP\/1\.1" 101.*attacker: GET .*\ntwin: HTTP 401\n/s,
  },
  'ticket-replay': {
    claim: 'C18 a ticket shown twice, later and at the same moment',
    twin: /more than one: 2 too many/,
    fixed:
      /HTTP 401.*same moment.*server: HTTP (?:101|401)\nserver: HTTP (?:101|401)\nEvery ticket opened one/s,
  },
  'ticket-per-node': {
    claim: 'C35 one ticket shown to three nodes at once opens three connections, and one with a shared store',
    twin: /of alice’s.*: alice\.\d{2}…\n.*(?:attacker: GET \/ticket-per-node\/[123]\?ticket=alice\.\d{2}…\n){3}(?:node [123]: HTTP 101\n){3}.*opened 3: /s,
    fixed:
      /(?:attacker: GET \/ticket-per-node\/fixed\/[123]\?ticket=alice\.\d{2}…\n){3}(?=(?:.*\n)?(?:.*\n)?node [123]: HTTP 101\n)(?:node [123]: HTTP (?:101|401)\n){3}Of three nodes .* answered HTTP 401\./,
  },
  hijack: {
    claim: 'C14 C15 a cookie alone is enough for a foreign page; either check stops it',
    twin: /Origin: https:.*Cookie: __Host-session-\d+=….*\ntwin: HTTP 101.*\ntwin: \{"msg":"what does alice see\?"\}/s,
    fixed: /None of four attempts was let in: HTTP 403, HTTP 403, HTTP 403, HTTP 401/,
  },
  'echoed-token': {
    claim: 'C25 a token selected as subprotocol stands in the log, and opens a connection',
    twin: /negotiated protocol "base64url\.bearer.*Authorization: Bearer ebfb7ff0.*\nserver: HTTP 101/s,
    fixed: /HTTP 101, Sec-WebSocket-Protocol: lab\.v1\n.*finds no token in/s,
  },
  'cached-basic': {
    claim: 'C20 a password the browser sends by itself, from a foreign page',
    twin: /Authorization: Basic ….*\ntwin: \{"msg":"what does alice see\?"\}/s,
    fixed: /Authorization: Basic …\nserver: HTTP 403/,
  },
  'forged-origin': {
    claim: 'C06 a script with a forged Origin passes the check, and still has to authenticate',
    twin: /evil\.example\ntwin: HTTP 403\n.*no browser.*\n.*\ntwin: HTTP 101.*hello from mallory/s,
    fixed: /evil\.example\ntwin: HTTP 403\n.*no browser.*\n.*\ntwin: HTTP 401/,
  },
  'wrong-certificate': {
    claim: 'C22 certificates of another authority and expired ones',
    twin: /HTTP 101.*HTTP 101.*2 of 2 invalid certificates/s,
    fixed: /HTTP 401.*HTTP 401/s,
  },
  'renew-as-other': {
    claim: 'C27 a renewal with the token of somebody else',
    twin: /forbidden.*refreshed.*Done: delete the log/s,
    fixed: /close 3003 forbidden/,
  },
  'beyond-permission': {
    claim: 'C27 an action beyond the permission',
    twin: /Done: delete the log/,
    fixed: /"error":"forbidden","permission":"admin"/,
  },
  'outlive-token': {
    claim: 'C26 C27 a connection that outlives its token',
    twin: /"expiresIn":[45]\}.*ran out a second ago.*twin: \{"type":"echo","msg":"still here"\}/s,
    fixed: /"expiresIn":[45]\}.*twin: close 3008 token expired/s,
  },
  'stolen-token': {
    claim: 'C34 a token copied from the first message of its victim',
    twin: /sends the copy as it is.*twin: \{"type":"authenticated".*"msg":"hello from mallory"/s,
    fixed:
      /sends the copy.*close 3000 unauthorized.*key of their own.*close 3000.*the token alone.*close 3000/s,
  },
  'resume-theft': {
    claim: 'C29 a stolen position goes on as the victim on the twin, and lets nobody in on ours',
    twin: /copied from his page: (?:.*\n){4}.*"authenticated","user":"bob".*"recovered":true.*sends 1000 messages that bob missed; the first: salary \d+ of 1000\n.*went on as bob, and read 1000 of 1000/s,
    fixed:
      /copied from his page: .*close 3000 unauthorized.*"authenticated","user":"alice".*"forbidden","capability":"subscribe:staff:.*Messages seen: 0 of 1000/s,
  },
  'ghost-presence': {
    claim: 'C30 who was thrown out stays present on the twin, and is gone for everybody on ours',
    twin: /twin: close 3000 session ended\n.*a second at most\n.*who is present, says: bob, alice\n.*and present are: bob, alice\.$/s,
    fixed:
      /"presence",[^\n]*"leave","user":"bob".*told that bob has left, \d+ ms after .* present: alice\.$/s,
  },
  'beyond-capability': {
    claim: 'C31 a token for room:1 opens room:10 on the twin, and ours says which capability is missing',
    twin: /twin: \{"type":"subscribed","channel":"room:10".*twin: \{"type":"message","channel":"room:10".*"the door code is 4711"/s,
    fixed:
      /"forbidden","capability":"subscribe:room:10".*4711.*\n[^\n]*"published".*\nThe server.*subscribe:room:10 is missing, /s,
  },
  'history-before-join': {
    claim: 'C32 a newcomer reads what was said before on the twin, and from then on only on ours',
    twin: /"history":10\}\ntwin: .*"subscribed".*\n(?:twin: \{"type":"message".*\n){3}.*3 of 3/s,
    fixed:
      /"forbidden","capability":"history:.*"offset":0\}.*"recovered":false.*\n.*"offset":4.*"welcome, bob".*read none of 3/s,
  },
  'publish-replay': {
    claim: 'C33 a message that is sent again is stored again on the twin, and once on ours',
    twin: /(victim: \{"type":"publish".*)\n.*cut the line.*\1\n.*"offset":2,"duplicate":false.*the payment at offset 1, 2\n.*stored 2 times, at offsets 1, 2\./s,
    fixed:
      /(victim: \{"type":"publish".*)\n.*cut the line.*\1\n.*"offset":1,"duplicate":true.*the payment at offset 1\n.*once: the same offset, 1,/s,
  },
  markup: {
    claim: 'C07 C08 hostile texts come back byte for byte, one line of the log each; pasted, they do not',
    twin: /“quotes”: .*admin.*“prototype”: .*planted.*“nesting”: 1011.*15, and written 16.*user admin/s,
    fixed: /gives 16 of 16 back byte for byte\n.*has answered 16, and written 16 lines/,
  },
  tunnel: {
    claim: 'C11 bytes of another protocol',
    twin: /PING.*PONG.*GET payroll-password.*open sesame/s,
    fixed:
      /(?:binary message[^\n]*\n[^\n]*\nserver: close 1003 text messages only\n.*?){3}No byte went inside: 3 of 3/s,
  },
  tap: {
    claim: 'C12 what is read and changed on the line of plain ws is neither on wss',
    twin: /reads the token: ebfb7ff0-b2f6.*attacker: .*eve.*twin: .*eve.*attacker: .*bob.*notices nothing/s,
    fixed:
      /client: handshake \d+; server: handshake.*not there.*one bit.*close 1006 .*bad record mac.*leaves before saying anything/s,
  },
};

for (const name of attackNames) {
  const { claim, twin, fixed } = expected[name];
  test(`${claim}: ${name} succeeds on the twin, and fails on the fix`, async (t) => {
    const lab = await startExhibits(t, settings[name]);
    const onTwin = await play(lab, name, false);
    assert.match(onTwin.told, twin);
    assert.equal(onTwin.succeeded, true);
    const onFix = await play(lab, name, true);
    assert.match(onFix.told, fixed);
    assert.equal(onFix.succeeded, false);
  });
}

test('C12 without TLS there is no wss to compare with, and the attack says so', async (t) => {
  const { urls } = await startExhibits(t, { tls: false });
  await assert.rejects(runAttack({ name: 'tap', page: urls.page, fixed: true }), /runs without TLS/);
});

/** What a busy machine needs beside the defaults: time to open sockets, and fewer of them. */
const settings: Readonly<Partial<Record<AttackName, Partial<Options>>>> = {
  'silent-hoard': { authDeadlineMs: 3000 },
  flood: { authDeadlineMs: 20_000, maxConnectionsPerAddress: 40 },
};

/** Plays it, and has what a terminal and a page would say of it, which leaves no value out. */
async function play(lab: ExhibitLab, name: AttackName, fixed: boolean) {
  const lines: string[] = [];
  const facts: AttackFact[] = [];
  const told = (fact: AttackFact) => {
    facts.push(fact);
    // As a page gets it.
    const event = parseRunEvent(JSON.stringify({ type: 'fact', fact }));
    assert.ok(event?.type === 'fact');
    assert.deepEqual(event.fact, fact);
    lines.push(`${fact.from}: ${tellFact(event.fact)}`);
  };
  const verdict = await runAttack({ name, page: lab.urls.page, fixed, told });
  lines.push(tellVerdict({ name }, verdict));
  for (const line of lines) assert.doesNotMatch(line, /\{\w+\}/);
  assertDrawn({ name, fixed }, facts);
  return { told: lines.join('\n'), succeeded: verdict.succeeded };
}

/** Projectors, as for the stories. */
const windows = [
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/** None of its four connections begins where both columns would fit. */
const tight: AttackName = 'stolen-token';

/** Everybody has a life line and no other has one; a room sees all of it at once, and no word is cut. */
function assertDrawn(position: Position, facts: readonly AttackFact[]): void {
  const cast = castOf(position);
  const partners = facts.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]));
  assert.deepEqual([...new Set(partners)].toSorted(), Object.keys(cast).toSorted());
  const { rows } = drawAttack(
    facts.map((fact) => ({ fact, toldAt: 0 })),
    cast,
    true,
  );
  for (const window of windows) {
    const rem = textSize(window);
    const lifeLines = Object.values(cast);
    const paper = { ...paperIn(window), rem, ...measuring, lifeLines, place: placeCentred } as const;
    const layout = layOutStage(rows, '', paper, () => true);
    const where = `${position.name} at ${window.width} px`;
    assert.ok(layout.fits, `${where} is ${layout.height} px high`);
    const second = layout.places.find(({ left }) => left > 0);
    if (second && position.name !== tight)
      assert.ok(second.row.begins, `${where} goes on in the middle of a connection`);
    assert.deepEqual([...overlaps(boxesOf(layout)), ...overlaps(headBoxesOf(layout))], [], where);
    for (const { row, labels } of layout.places) {
      const written = labels.map(({ text }) => text).join('');
      assert.equal(written.replaceAll(' ', ''), markedLabel(row).replaceAll(' ', ''), where);
    }
  }
}
