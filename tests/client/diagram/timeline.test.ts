import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isMessage } from '../../../client/diagram/model/facts.ts';
import { draw } from '../../../client/diagram/model/model.ts';
import { createTimeline, foldLimits } from '../../../client/diagram/model/timeline.ts';
import { crossing, events, frame, handshake, only, tokenAccepted } from './support.ts';

describe('The timeline', () => {
  it('lays the first event of the server on the moment the page opened the connection', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), only);
    assert.deepEqual(
      timeline.moments().map(({ at }) => at),
      [100, 100, 105, 110, 115],
    );
  });

  it('puts a fact that is told late where it happened', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), only);
    timeline.addFromPage({ type: 'closed', code: 1011, reason: '', opened: true }, 150);
    timeline.addFromServer([{ type: 'ended', by: 'server', clean: true, at: 1_000_040 }], only);
    assert.deepEqual(
      timeline
        .moments()
        .slice(-2)
        .map(({ fact }) => fact.type),
      ['ended', 'closed'],
    );
  });

  it('puts what the server tells late of one connection before the opening of the next', () => {
    const timeline = createTimeline();
    const [first, second] = [Symbol('first'), Symbol('second')];
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), first);
    timeline.addFromPage({ type: 'opening', path: '/' }, 200);
    timeline.addFromServer([{ type: 'ended', by: 'server', clean: true, at: 1_000_090 }], first);
    timeline.addFromServer(events(handshake, 1_000_130), second);
    const told = timeline.moments().map(({ at, fact }) => `${at} ${fact.type}`);
    assert.deepEqual(told.slice(5), [
      '190 ended',
      '200 opening',
      '200 tls',
      '205 request',
      '210 response',
      '215 deadlineStarted',
    ]);
  });

  it('knows a connection by its name when nothing is told of it before the next is opened', () => {
    const timeline = createTimeline();
    const [first, second] = [Symbol('first'), Symbol('second')];
    timeline.addFromPage({ type: 'opening', path: '/', connection: first }, 100);
    timeline.addFromPage({ type: 'closed', code: 1000, reason: '', opened: true }, 120);
    timeline.addFromPage({ type: 'opening', path: '/', connection: second }, 121);
    timeline.addFromServer(events(handshake), first);
    // The page had seen its end, and the server sees that of TCP a moment after.
    timeline.addFromServer([{ type: 'ended', by: 'client', clean: true, at: 1_000_060 }], first);
    timeline.addFromServer(events(handshake, 1_000_062), second);
    assert.deepEqual(
      timeline.moments().map(({ fact }) => fact.type),
      [
        ...['opening', 'tls', 'request', 'response', 'deadlineStarted', 'closed', 'ended'],
        ...['opening', 'tls', 'request', 'response', 'deadlineStarted'],
      ],
    );
  });

  it('keeps the order of each source, whatever the clocks say', () => {
    const time = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), time), { maxLength: 60 }), (steps) => {
        const timeline = createTimeline();
        timeline.addFromPage({ type: 'opening', path: '/' }, 0);
        for (const [index, [page, at]] of steps.entries()) {
          if (page) timeline.addFromPage({ type: 'asked', line: String(index), why: '' }, at);
          else timeline.addFromServer([{ type: 'gap', missed: index, at }], only);
        }
        const told = timeline.moments().map(({ by, fact }) => ({ by, fact: JSON.stringify(fact) }));
        for (const source of ['page', 'server'] as const) {
          const expected = steps.flatMap(([page], index) =>
            page === (source === 'page') ? [page ? `"line":"${index}"` : `"missed":${index},`] : [],
          );
          const found = told.filter(({ by, fact }) => by === source && !fact.includes('opening'));
          for (const [index, part] of expected.entries()) assert.ok(found[index]?.fact.includes(part));
        }
      }),
    );
  });

  it('knows of a message that arrived when it was sent, and what the page had heard by then', () => {
    const sendings = crossing().flatMap((moment) => (moment.by === 'server' ? [moment.sending] : []));
    assert.deepEqual(
      sendings.filter((sending) => sending !== undefined),
      [
        { at: 141, heard: 0 },
        { at: 141.2, heard: 0 },
      ],
    );
  });

  it('does not draw twice what the server tells of, and counts what it has not told of yet', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 100);
    timeline.addFromServer(events(handshake), only);
    timeline.addFromPage({ type: 'sent', text: 'x' }, 150);
    timeline.addFromPage({ type: 'received', text: 'x' }, 160);
    assert.equal(timeline.moments().filter(isMessage).length, 0);
    assert.equal(timeline.untold, 2);
    timeline.addFromServer([{ ...frame('client', 'x'), at: 1_000_030 }], only);
    assert.equal(timeline.untold, 1);
    timeline.addFromServer([{ ...frame('server', 'x'), at: 1_000_031 }], only);
    assert.equal(timeline.untold, 0);
  });

  it('draws what the page knows of a connection that the server does not report, and of no other', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'untraced' }, 1);
    timeline.addFromPage({ type: 'opening', path: '/' }, 2);
    timeline.addFromPage({ type: 'sent', text: 'first' }, 3);
    timeline.addFromPage({ type: 'closed', code: 1000, reason: '', opened: true }, 4);
    timeline.addFromPage({ type: 'opening', path: '/' }, 5);
    timeline.addFromPage({ type: 'sent', text: 'second' }, 6);
    const sent = timeline.moments().filter(isMessage);
    assert.deepEqual(
      sent.map(({ fact }) => fact.type === 'sent' && fact.text),
      ['first'],
    );
  });

  it('folds the middle of a long session into one row that counts, and keeps both ends', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 0);
    timeline.addFromServer(events([...handshake, ...tokenAccepted]), only);
    for (let n = 1; n <= 5000; n++) {
      timeline.addFromServer([{ ...frame('client', `{"msg":${n}}`), at: 2_000_000 + n }], only);
    }
    const moments = timeline.moments();
    const shown = moments.filter(isMessage).length;
    const { rows } = draw(moments);
    assert.equal(shown, foldLimits.first + foldLimits.last);
    assert.ok(rows.length < 220);
    const fold = rows.find(({ label }) => label.startsWith('… '));
    assert.equal(fold?.label, `… ${5002 - shown} messages …`);
    assert.equal(rows.at(-1)?.label, '{"msg":5000}');
    assert.equal(rows[0]?.label, 'TLS 1.3 · AES_256_GCM_SHA384');
  });

  it('keeps the key of a row for as long as it is drawn', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'opening', path: '/' }, 0);
    const before = new Map<string, string>();
    for (let n = 1; n <= 300; n++) {
      timeline.addFromServer([{ ...frame('client', String(n)), at: n }], only);
      for (const { key, label } of draw(timeline.moments()).rows) {
        if (label.startsWith('…')) continue;
        assert.equal(before.get(key) ?? label, label);
        before.set(key, label);
      }
    }
  });
});
