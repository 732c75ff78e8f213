/** What the picture waits for, and connections behind the first. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draw } from '../../../client/diagram/model/model.ts';
import { createTimeline } from '../../../client/diagram/model/timeline.ts';
import {
  brief,
  closeFrame,
  events,
  handshake,
  moments,
  only,
  refusedAfterCheck,
  tokenAccepted,
} from './support.ts';

describe('The rows of a connection', () => {
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
});
