import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draw } from '../../../client/diagram/model.ts';
import { spoken } from '../../../client/diagram/rows.ts';
import { createTimeline } from '../../../client/diagram/timeline.ts';
import type { TraceFact } from '../../../protocol/trace.ts';
import {
  brief,
  closeFrame,
  events,
  frame,
  handshake,
  moments,
  only,
  rowsOf,
  tokenAccepted,
} from './support.ts';

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
      ['forbidden', 'session alive, no CSRF token'],
      ['busy', 'too busy to look'],
    ] as const) {
      const [, answer] = rowsOf([
        { type: 'checkStarted', method: 'cookie' },
        { type: 'checkEnded', user: undefined, refusal, ms: 3 },
      ]).map(brief);
      assert.equal(answer, `auth-->server ✗ ${label} (3.0 ms)`);
    }
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
        'server@ ✗ credential not accepted',
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
    assert.match(early?.detail.explanation ?? '', /before the acknowledgement/);
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
      'server@ its side is not told',
      'client>server GET / · Upgrade: websocket',
      'server>client 101 Switching Protocols',
      'client>server {"token":"ebfb7ff0…"}',
      'server>client ✓ Successfully authenticated.',
      'client@ browser: 1000, no reason',
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
      'server@ its side is not told',
      'client>server GET / · Upgrade: websocket',
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

  it('wait for more until the browser has seen the end', () => {
    assert.equal(draw([]).waiting, false);
    assert.equal(draw(moments(handshake)).waiting, true);
    const closed = { type: 'closed', code: 1000, reason: '', opened: true } as const;
    assert.equal(draw(moments(handshake, closed)).waiting, false);
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

  it('explains itself, whatever it is', () => {
    for (const row of rows) assert.match(row.detail.explanation, /^[A-Z].*\.$/, row.label);
  });
});
