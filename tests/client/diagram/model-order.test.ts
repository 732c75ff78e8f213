/** What comes before what in the picture, where the two sides do not agree. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draw } from '../../../client/diagram/model/model.ts';
import { createTimeline } from '../../../client/diagram/model/timeline.ts';
import { brief, crossing, events, frame, handshake, only, rowsOf, tokenAccepted } from './support.ts';

describe('The rows of a connection', () => {
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
});
