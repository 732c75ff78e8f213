import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PageFact } from '../../../client/diagram/facts.ts';
import { draw } from '../../../client/diagram/model.ts';
import { spoken } from '../../../client/diagram/rows.ts';
import { createTimeline } from '../../../client/diagram/timeline.ts';
import { sentences } from '../../../client/words/diagram.ts';
import { closes } from '../../../protocol/outcomes.ts';
import type { TraceFact } from '../../../protocol/trace.ts';
import {
  brief,
  closeFrame,
  crossing,
  events,
  frame,
  handshake,
  moments,
  only,
  rowsOf,
  tokenAccepted,
} from './support.ts';

const oneSentence = /^[A-Z](?:[^.!?]|\.(?=\S))*\.$/;

const refusedAfterCheck: readonly TraceFact[] = [
  frame('client', '{"token":"…"}'),
  { type: 'checkStarted', method: 'first-message' },
  { type: 'checkEnded', user: undefined, ms: 3 },
  { type: 'deadlineStopped' },
  { type: 'refused', cause: 'credential not accepted' },
  closeFrame('server', 1011, 'unauthenticated'),
  closeFrame('client', 1011, 'unauthenticated'),
  { type: 'ended', by: 'server', clean: true },
];

describe('The rows of a connection', () => {
  it('C01 C03 C04 tell handshake, check, acknowledgement and the echo', () => {
    const rows = rowsOf([
      ...handshake,
      ...tokenAccepted,
      frame('client', '{"msg":"hello"}'),
      frame('server', '{"msg":"hello"}'),
    ]);
    assert.deepEqual(rows.map(brief), [
      'client=server TLS 1.3 · AES_256_GCM_SHA384',
      'client>server GET / · Upgrade: websocket',
      'server>client 101 Switching Protocols (deadline 5.0 s starts)',
      'client>server {"token":"ebfb7ff0…"}',
      'server-->auth is this token valid?',
      'auth-->server ✓ valid, user alice (21 ms)',
      'server>client ✓ Successfully authenticated. (deadline stops)',
      'client=server ✓ open: both may speak',
      'client>server {"msg":"hello"}',
      'server>client {"msg":"hello"}',
    ]);
  });

  it('say why the auth server lets nobody in, where it says more than that it knows nobody', () => {
    for (const [refusal, label] of [
      ['forbidden', 'session alive, CSRF token missing or wrong'],
      ['busy', 'too busy to look'],
    ] as const) {
      const [, answer] = rowsOf([
        { type: 'checkStarted', method: 'cookie' },
        { type: 'checkEnded', user: undefined, refusal, ms: 3 },
      ]).map(brief);
      assert.equal(answer, `auth-->server ✗ ${label} (3.0 ms)`);
    }
  });

  it('say that the server checks a provider’s token itself, and what it asks the provider for', () => {
    const issuer = 'https://issuer.example/tenant';
    const begin = [
      { type: 'checkStarted', method: 'first-message' },
      { type: 'checkedHere', issuer },
    ] as const;
    const rows = (...facts: readonly TraceFact[]) => rowsOf([...begin, ...facts]).map(brief);
    assert.deepEqual(
      rows(
        { type: 'keysAsked', issuer },
        { type: 'keysAnswered', keys: 2, ms: 20 },
        { type: 'checkEnded', user: 'alice', ms: 21 },
      ),
      [
        'server@ checks the token itself',
        'server>auth which keys does issuer.example have?',
        'auth>server 2 public keys (20 ms)',
        'server@ ✓ valid, user alice (21 ms)',
      ],
    );
    assert.deepEqual(
      rows(
        { type: 'keysAsked', issuer },
        { type: 'keysAnswered', keys: undefined, ms: 3000 },
        { type: 'checkEnded', user: undefined, ms: 3000 },
      ).slice(2),
      ['auth>server ✗ no keys (3.0 s)', 'server@ ✗ not valid (3.0 s)'],
    );
  });

  it('C02 tell a refusal, its cause on the side that knows it, and who ended it', () => {
    const closed = { type: 'closed', code: 1011, reason: 'unauthenticated', opened: true } as const;
    assert.deepEqual(
      rowsOf([...handshake, ...refusedAfterCheck], closed)
        .slice(4)
        .map(brief),
      [
        'server-->auth is this token valid?',
        'auth-->server ✗ not valid (3.0 ms)',
        'server@ ✗ token not accepted',
        'server>client ✗ close 1011 unauthenticated (server ends it)',
        'client>server close 1011 unauthenticated (answers the close)',
        'server>client TCP closed',
        'client@ browser: 1011, unauthenticated',
      ],
    );
  });

  it('C19 put the 1006 without a reason beside the 401 that was sent', () => {
    const unauthorized: TraceFact = {
      type: 'response',
      status: 401,
      line: 'HTTP/1.1 401 Unauthorized',
      headers: [],
      body: 'The credential is missing or not accepted.',
    };
    const closed = { type: 'closed', code: 1006, reason: '', opened: false } as const;
    const rows = rowsOf([...handshake.slice(0, 2), unauthorized], closed);
    assert.deepEqual(rows.slice(2).map(brief), [
      'server>client ✗ refused: 401 Unauthorized',
      'client@ ✗ browser: 1006, no reason',
    ]);
    assert.match(rows[2]?.detail.payload ?? '', /401 Unauthorized\nThe credential/);
    assert.match(rows[3]?.detail.explanation ?? '', /HTTP 401/);
  });

  it('say that a message came before the acknowledgement', () => {
    const [token, ...rest] = tokenAccepted;
    assert.ok(token);
    const rows = rowsOf([
      ...handshake,
      token,
      ...rest.slice(0, 1),
      frame('client', '{"msg":"early"}'),
      ...rest.slice(1),
    ]);
    const early = rows.find(({ label }) => label.includes('early'));
    assert.match(early?.detail.explanation ?? '', /still being checked/);
  });

  it('C23 draw a message where it was sent, before what its sender had not heard', () => {
    const { rows, complete } = draw(crossing());
    assert.equal(complete, true);
    assert.deepEqual(rows.slice(3).map(brief), [
      'client>server {"token":"ebfb7ff0…"}',
      'client>server {"msg":"me first"}',
      'server-->auth is this token valid?',
      'auth-->server ✓ valid, user alice (21 ms)',
      'server>client ✓ Successfully authenticated. (deadline stops)',
      'client=server ✓ open: both may speak',
      'server>client {"msg":"me first"}',
    ]);
    const early = rows[4];
    assert.equal(early?.arrivesAfter, rows[8]?.key);
    assert.match(early?.detail.explanation ?? '', /before any answer had arrived/);
    const times = rows.map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it('draw what was sent in one go in one go, however soon the server was with the first of it', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake, 1_000_000, 1), only);
    timeline.addFromPage({ type: 'opened' }, 140);
    timeline.addFromPage({ type: 'sent', text: '{"token":"ebfb7ff0…"}' }, 141);
    timeline.addFromPage({ type: 'sent', text: '{"msg":"me first"}' }, 141.3);
    // By the least that its clock must be behind, nothing of this is certain to be later than the second message.
    timeline.addFromServer(events(tokenAccepted, 1_000_035, 0), only);
    timeline.addFromServer(events([frame('client', '{"msg":"me first"}')], 1_000_038), only);
    const { rows } = draw(timeline.moments());
    const [token, early, question] = rows.slice(3);
    assert.deepEqual(
      [token, early, question].map((row) => row?.label),
      ['{"token":"ebfb7ff0…"}', '{"msg":"me first"}', 'is this token valid?'],
    );
    assert.equal(early?.arrivesAfter, rows.at(-1)?.key);
    assert.equal(early?.at, question?.at);
  });

  it('draw no message between the acknowledgement and the open gate, however late the server says that it is open', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events([...handshake, ...tokenAccepted.slice(0, -1)]), only);
    timeline.addFromPage({ type: 'received', text: 'Successfully authenticated.' }, 170);
    timeline.addFromPage({ type: 'sent', text: 'x' }, 180);
    timeline.addFromServer([{ type: 'authenticated', user: 'alice', at: 1_000_095 }], only);
    timeline.addFromServer([{ ...frame('client', 'x'), at: 1_000_096 }], only);
    assert.deepEqual(draw(timeline.moments()).rows.slice(-3).map(brief), [
      'server>client ✓ Successfully authenticated. (deadline stops)',
      'client=server ✓ open: both may speak',
      'client>server x',
    ]);
  });

  it('leave a message where it arrived, if nothing overtook it', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events([...handshake, ...tokenAccepted]), only);
    timeline.addFromPage({ type: 'received', text: 'Successfully authenticated.' }, 170);
    timeline.addFromPage({ type: 'sent', text: 'x' }, 180);
    timeline.addFromServer([{ ...frame('client', 'x'), at: 1_000_090 }], only);
    const last = draw(timeline.moments()).rows.at(-1);
    assert.deepEqual([last?.label, last?.arrivesAfter], ['x', undefined]);
  });

  it('let a question without an answer, and a request without one, reach nobody', () => {
    const rows = rowsOf([
      ...handshake,
      frame('client', '{"token":"…"}'),
      { type: 'checkStarted', method: 'first-message' },
      { type: 'checkFailed', ms: 5000 },
    ]);
    assert.deepEqual(rows.slice(-2).map(brief), [
      'server-->auth ✗ is this token valid?',
      'server@ ✗ no answer after 5.0 s',
    ]);
    assert.equal(rows.at(-2)?.stops, true);

    const timeline = createTimeline();
    timeline.addFromPage({ type: 'asked', line: 'POST /auth/session', why: 'sign in' }, 1);
    assert.equal(draw(timeline.moments()).rows[0]?.stops, undefined);
    timeline.addFromPage({ type: 'answered', status: 0, ok: false, words: 'out of reach' }, 2);
    const { rows: asked } = draw(timeline.moments());
    assert.deepEqual(asked.map(brief), ['client>auth ✗ POST /auth/session', 'client@ ✗ out of reach']);
    assert.equal(asked[0]?.stops, true);
  });

  it('let a request be on its way until something answers it', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'untraced' }, 1);
    timeline.addFromPage({ type: 'opening', path: '/' }, 2);
    const request = () => draw(timeline.moments()).rows[1];
    assert.deepEqual([request()?.stops, request()?.tone], [true, 'neutral']);
    timeline.addFromPage({ type: 'opened' }, 3);
    assert.deepEqual([request()?.stops, request()?.tone], [false, 'neutral']);
  });

  it('stop no deadline where none ran, and check a renewed token without closing the gate', () => {
    const [tls, request, response] = handshake;
    assert.ok(tls && request && response);
    const rows = rowsOf([
      tls,
      request,
      { type: 'checkStarted', method: 'bearer-header' },
      { type: 'checkEnded', user: 'alice', ms: 1 },
      response,
      { type: 'deadlineStopped' },
      { type: 'authenticated', user: 'alice' },
      { type: 'checkStarted', method: 'bearer-header' },
      { type: 'checkEnded', user: 'alice', ms: 1 },
      frame('client', 'x'),
    ]);
    const switched = rows.find(({ label }) => label.startsWith('101'));
    assert.equal(switched?.aside, undefined);
    assert.match(switched?.detail.explanation ?? '', /^The server knows who asks/);
    assert.match(rows.at(-1)?.detail.explanation ?? '', /authenticated client/);
  });

  it('mark a pause of more than a second', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), only);
    timeline.addFromServer([{ type: 'refused', cause: 'no token before the deadline', at: 1_005_020 }], only);
    const [row] = draw(timeline.moments()).rows.slice(-1);
    assert.ok(row);
    assert.equal(Math.round(row.pauseMs ?? 0), 5010);
    assert.equal(brief(row), 'server@ ✗ no token before the deadline');
    assert.match(spoken(row), /^5\.02 seconds, after 5\.0 s, server: refused, no token before the deadline$/);
  });

  it('draw from the page alone where the server tells nothing, and say so', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'untraced' }, 1);
    timeline.addFromPage({ type: 'opening', path: '/' }, 2);
    timeline.addFromPage({ type: 'opened' }, 3);
    timeline.addFromPage({ type: 'sent', text: '{"token":"ebfb7ff0…"}' }, 4);
    timeline.addFromPage({ type: 'received', text: 'Successfully authenticated.' }, 5);
    timeline.addFromPage({ type: 'closed', code: 1000, reason: '', opened: true }, 6);
    assert.deepEqual(draw(timeline.moments()).rows.map(brief), [
      'server@ no report from the server',
      'client>server GET / · Upgrade: websocket',
      'server>client 101 Switching Protocols',
      'client>server {"token":"ebfb7ff0…"}',
      'server>client ✓ Successfully authenticated.',
      'client@ browser: 1000, no reason',
    ]);
  });

  it('name the second connection, whoever tells of it', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), only);
    timeline.addFromPage({ type: 'closed', code: 1000, reason: '', opened: true }, 200);
    timeline.addFromPage({ type: 'untraced' }, 300);
    timeline.addFromPage({ type: 'opening', path: '/' }, 301);
    assert.deepEqual(draw(timeline.moments()).rows.slice(4).map(brief), [
      'client=server connection 2',
      'server@ no report from the server',
      'client>server GET / · Upgrade: websocket',
    ]);
  });

  it('C28 keep the loss in view while the page tries to come back, and of the attempts the last', () => {
    const timeline = createTimeline();
    const failed = { type: 'closed', code: 1006, reason: '', opened: false } as const;
    const first = Symbol('first');
    timeline.addFromPage({ type: 'opening', path: '/' }, 0);
    timeline.addFromServer(events([...handshake, closeFrame('server', 1001, 'server shutting down')]), first);
    timeline.addFromPage({ type: 'opened' }, 10);
    timeline.addFromPage({ type: 'closed', code: 1001, reason: 'server shutting down', opened: true }, 100);
    const before = draw(timeline.moments()).rows.length;
    for (const attempt of [1, 2, 3]) {
      timeline.addFromPage({ type: 'returning', attempt }, 1000 * attempt);
      timeline.addFromPage({ type: 'untraced' }, 1000 * attempt);
      timeline.addFromPage({ type: 'opening', path: '/' }, 1000 * attempt);
      timeline.addFromPage(failed, 1000 * attempt);
    }
    assert.deepEqual(draw(timeline.moments()).rows.slice(before).map(brief), [
      'client=server attempt 3 to come back',
      'server@ no report from the server',
      'client>server ✗ GET / · Upgrade: websocket (no answer)',
      'client@ ✗ browser: 1006, no reason',
    ]);
    timeline.addFromPage({ type: 'returning', attempt: 4 }, 9000);
    timeline.addFromPage({ type: 'opening', path: '/' }, 9000);
    timeline.addFromServer(events(handshake), only);
    timeline.addFromPage({ type: 'opened' }, 9010);
    timeline.addFromPage({ type: 'returning', attempt: 5 }, 20_000);
    assert.deepEqual(
      draw(timeline.moments())
        .rows.slice(before)
        .map(({ label }) => label.split(' ·')[0]),
      ['attempt 4 to come back', 'TLS 1.3', 'GET /', '101 Switching Protocols', 'attempt 5 to come back'],
    );
  });

  it('show pings, pongs, fragments and what breaks the protocol', () => {
    const rows = rowsOf([
      ...handshake,
      ...tokenAccepted,
      frame('server', '', { opcode: 9 }),
      frame('client', '', { opcode: 10 }),
      frame('client', '', { opcode: 2, length: 7 }),
      frame('client', 'half', { fin: false, rsv: 4 }),
      frame('client', '', { opcode: 11 }),
      closeFrame('server', 1002),
    ]);
    assert.deepEqual(rows.slice(-6).map(brief), [
      'server>client ping',
      'client>server pong',
      'client>server binary',
      'client>server half',
      'client>server opcode 11',
      'server>client ✗ close 1002 (server ends it)',
    ]);
    assert.equal(rows.at(-3)?.detail.frame, 'fin 0  rsv 4  opcode 1 text  masked  length 4');
  });

  it('show the parts of a message as such, and its text with the last of them', () => {
    const rows = rowsOf([
      ...handshake,
      frame('client', '', { fin: false, length: 12 }),
      frame('client', '', { fin: false, opcode: 0, length: 12 }),
      frame('client', '{"token":"ebfb7ff0…"}', { opcode: 0, length: 12 }),
      frame('client', '', { opcode: 0, length: 12 }),
      frame('client', ''),
    ]);
    assert.deepEqual(rows.slice(-5).map(brief), [
      'client>server (a part of a message)',
      'client>server (a part of a message)',
      'client>server {"token":"ebfb7ff0…"}',
      'client>server (the end of a binary message)',
      'client>server (an empty message)',
    ]);
  });

  it('begin a second connection with a band of its own', () => {
    const timeline = createTimeline();
    for (const at of [100, 200]) {
      timeline.addFromPage({ type: 'opening', path: '/' }, at);
      timeline.addFromServer(events(handshake, at * 7), Symbol(String(at)));
    }
    const labels = draw(timeline.moments()).rows.map(({ label }) => label);
    assert.equal(labels.filter((label) => label === 'connection 2').length, 1);
    assert.equal(labels.indexOf('connection 2'), 3);
  });

  it('wait for the deadline while it runs, then for more, until the browser has seen the end', () => {
    assert.equal(draw([]).waiting, undefined);
    assert.deepEqual(draw(moments(handshake)).waiting, { for: 'deadline', until: 5115 });
    assert.deepEqual(draw(moments([...handshake, ...tokenAccepted])).waiting, { for: 'more' });
    const closed = { type: 'closed', code: 1000, reason: '', opened: true } as const;
    assert.equal(draw(moments(handshake, closed)).waiting, undefined);
  });

  it('wait for the next attempt while the page pauses', () => {
    const closed = { type: 'closed', code: 1006, reason: '', opened: true } as const;
    const pausing = { type: 'pausing', ms: 3000 } as const;
    assert.deepEqual(draw(moments(handshake, closed, pausing)).waiting, { for: 'attempt', until: 13_000 });
  });

  it('are complete once the server has told of all that the page saw', () => {
    const closed = { type: 'closed', code: 1011, reason: 'unauthenticated', opened: true } as const;
    assert.equal(draw(moments([], { type: 'opened' })).complete, false);
    assert.equal(draw(moments(handshake, { type: 'opened' })).complete, true);
    assert.equal(draw(moments([...handshake, ...refusedAfterCheck.slice(0, -1)], closed)).complete, false);
    assert.equal(draw(moments([...handshake, ...refusedAfterCheck], closed)).complete, true);
    assert.equal(draw(moments([], { type: 'untraced' }, closed)).complete, true);
  });

  it('name what is checked: the ticket that the page shows, or what the method takes', () => {
    const asked = (method: string, ...before: readonly PageFact[]) => {
      const timeline = createTimeline();
      for (const fact of before) timeline.addFromPage(fact, 0);
      timeline.addFromPage({ type: 'opening', path: '/' }, 1);
      const facts = [
        { type: 'checkStarted', method },
        { type: 'checkEnded', user: undefined, ms: 1 },
        { type: 'refused', cause: 'credential not accepted' },
      ] as const;
      timeline.addFromServer(events(facts), only);
      const rows = draw(timeline.moments()).rows;
      return [rows[0]?.label, rows[2]?.label];
    };
    assert.deepEqual(asked('first-message'), ['is this token valid?', 'token not accepted']);
    const ticket = { type: 'presenting', what: 'ticket' } as const;
    assert.deepEqual(asked('first-message', ticket), ['is this ticket valid?', 'ticket not accepted']);
    assert.deepEqual(asked('query-ticket'), ['is this ticket valid?', 'ticket not accepted']);
    assert.deepEqual(asked('cookie'), ['is this session valid?', 'session not accepted']);
    assert.deepEqual(asked('basic'), ['is this password valid?', 'password not accepted']);
    assert.deepEqual(asked('client-certificate'), ['is this certificate valid?', 'certificate not accepted']);
  });
});

describe('A row', () => {
  const rows = rowsOf([...handshake, ...tokenAccepted]);

  it('has a spoken name with time, direction, what it is and what it carried', () => {
    const token = rows[3];
    assert.ok(token);
    assert.equal(
      spoken(token),
      `0.02 seconds, client to server: text frame, ${token.label.length + 2} bytes, {"token":"ebfb7ff0…"}`,
    );
  });

  it('C05 of the 101 holds key and Accept, to compute one from the other', () => {
    assert.deepEqual(rows[2]?.detail.handshake, {
      key: 'dGhlIHNhbXBsZSBub25jZQ==',
      accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    });
  });

  it('explains itself in one sentence, whatever it is', () => {
    for (const row of rows) assert.match(row.detail.explanation, oneSentence, row.label);
    const all = Object.values(sentences).map((sentence) =>
      typeof sentence === 'string' ? sentence : Reflect.apply(sentence, undefined, ['token']),
    );
    for (const sentence of all) assert.match(sentence, oneSentence);
    for (const { code, reason } of Object.values(closes)) {
      const [close] = rowsOf([closeFrame('server', code, reason)]);
      assert.match(close?.detail.explanation ?? '', oneSentence, reason);
    }
  });
});
