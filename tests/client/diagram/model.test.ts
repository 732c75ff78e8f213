import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PageFact } from '../../../client/diagram/model/facts.ts';
import { draw } from '../../../client/diagram/model/model.ts';
import { spoken } from '../../../client/diagram/model/rows.ts';
import { createTimeline } from '../../../client/diagram/model/timeline.ts';
import type { TraceFact } from '../../../protocol/trace.ts';
import {
  brief,
  closeFrame,
  events,
  frame,
  handshake,
  only,
  refusedAfterCheck,
  rowsOf,
  tokenAccepted,
} from './support.ts';

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
