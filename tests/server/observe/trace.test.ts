import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import express from 'express';
import { ALIVE_MS, readTraceEvents, type TraceEvent } from '../../../protocol/trace.ts';
import type { TraceReader } from '../../../server/observe/recording.ts';
import { type Asked, Traces, traceLimits } from '../../../server/observe/trace.ts';
import { streamLimits } from '../../../server/web/streams.ts';
import { streamTrace } from '../../../server/web/trace-stream.ts';
import { ask, serve, settle } from '../../support/streams.ts';

const id = 'a'.repeat(32);
const key = 'b'.repeat(32);
const other = 'c'.repeat(32);

const addressOf = ({ headers }: IncomingMessage) => String(headers['x-address'] ?? 'one');

function startTraces(t: TestContext, isOurPage = (_request: IncomingMessage) => true): Traces {
  const traces = new Traces(addressOf, isOurPage);
  t.after(() => traces.close());
  return traces;
}

/** A request of the owner, by default without a key and from the first event. */
function asking(rest: Partial<Asked> = {}): Asked {
  return { id, owner: 'one', key: undefined, after: 0, ...rest };
}

/** A reader that keeps what it is sent. */
function reader() {
  const events: TraceEvent[] = [];
  let last = 0;
  const self = {
    hasRoom: true,
    hasEnded: false,
    events,
    last: () => last,
    /** The causes it was told of, which these tests number. */
    causes: () =>
      events.flatMap((event) => (event.type === 'refused' ? [Number(event.cause.split(' ')[0])] : [])),
    missed: () => events.flatMap((event) => (event.type === 'gap' ? [event.missed] : [])),
    send(text: string, number: number) {
      events.push(...readTraceEvents(text));
      last = number;
    },
    end() {
      self.hasEnded = true;
    },
  };
  return self satisfies TraceReader;
}

/** An upgrade request. */
function request(url: string, headers: Record<string, string> = {}): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { url, headers });
}

const numbered = (number: number, characters = 0) =>
  ({ type: 'refused', cause: `${number} ${'x'.repeat(characters)}` }) as const;
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('A trace', { timeout: 20_000 }, () => {
  it('sends what happened in one tick in one piece, in order', async (t) => {
    const traces = startTraces(t);
    const page = reader();
    traces.read(asking(), page);
    const recording = traces.of(request(`/?trace=${id}`));
    for (const number of from(1, 3)) recording?.add(numbered(number));
    assert.deepEqual(page.causes(), []);
    await settle();
    assert.deepEqual(page.causes(), [1, 2, 3]);
    assert.equal(page.last(), 3);
  });

  it('holds as many bytes as its budget has, and tells how many events a slow reader has missed', async (t) => {
    const traces = startTraces(t);
    const page = reader();
    page.hasRoom = false;
    const { flush } = traces.read(asking(), page);
    const recording = traces.of(request(`/?trace=${id}`));
    for (const number of from(1, 1000)) recording?.add(numbered(number, 4000));
    page.hasRoom = true;
    flush();
    const causes = page.causes();
    assert.ok(causes.length * 2 * 4000 < traceLimits.bytes && causes.length >= 7, `${causes.length} events`);
    assert.deepEqual(causes, from(1001 - causes.length, 1000));
    assert.deepEqual(page.missed(), [1000 - causes.length]);
  });

  it('may always hold an even share, however much the others hold, and all of them together are bounded', (t) => {
    const traces = startTraces(t);
    const ids = from(1, traceLimits.traces).map((number) => number.toString(16).padStart(32, '0'));
    const readers = ids.map((one) => {
      const page = reader();
      page.hasRoom = false;
      return { page, ...traces.read(asking({ id: one, owner: one }), page), one };
    });
    for (const { one } of readers) {
      const recording = traces.of(request(`/?trace=${one}`, { 'x-address': one }));
      for (const number of from(1, 50)) recording?.add(numbered(number, 2000));
    }
    const held = readers.map(({ page, flush }) => {
      page.hasRoom = true;
      flush();
      return page.causes().length * 2 * 2000;
    });
    const sum = held.reduce((all, one) => all + one, 0);
    const share = traceLimits.bytesInAll / traceLimits.traces;
    assert.ok(sum <= 2 * traceLimits.bytesInAll, `${sum} bytes in all`);
    assert.ok(held.every((bytes) => bytes > share - 5000));
  });

  it('can be read on by its owner, who comes back with the key: no event is missing or comes twice', async (t) => {
    const traces = startTraces(t);
    const first = reader();
    const { left } = traces.read(asking({ key }), first);
    const recording = traces.of(request(`/?trace=${id}`));
    for (const number of from(1, 5)) recording?.add(numbered(number));
    await settle();
    left();
    for (const number of from(6, 9)) recording?.add(numbered(number));
    // The last two were sent, but not received.
    const second = reader();
    assert.equal(traces.mayRead(asking({ key, after: 3 })), true);
    traces.read(asking({ key, after: 3 }), second);
    recording?.add(numbered(10));
    await settle();
    assert.deepEqual(second.causes(), from(4, 10));
    assert.deepEqual(second.missed(), []);
    // An old stream that is still there, as after a sleep, is ended.
    traces.read(asking({ key, after: 10 }), reader());
    assert.equal(second.hasEnded, true);
  });

  it('cannot be read by anybody else: not with another key, from another address, with the id alone, or after its end', (t) => {
    const traces = startTraces(t);
    const { left } = traces.read(asking({ key }), reader());
    for (const asked of [{}, { key: other }, { owner: 'two', key }, { key: 'B'.repeat(32) }, { key: '' }]) {
      assert.equal(traces.mayRead(asking(asked)), false, JSON.stringify(asked));
    }
    left();
    assert.equal(traces.mayRead(asking({ key })), true);
    assert.equal(traces.mayRead(asking()), false);
    traces.close();
    assert.equal(traces.mayRead(asking({ key, after: 3 })), false);
    for (const bad of ['1', 'g'.repeat(32), 'A'.repeat(32)]) {
      assert.equal(traces.mayRead(asking({ id: bad })), false);
    }
  });

  it('without a key ends with its stream', (t) => {
    const traces = startTraces(t);
    const { left } = traces.read(asking(), reader());
    left();
    assert.equal(traces.of(request(`/?trace=${id}`)), undefined);
    assert.equal(traces.mayRead(asking()), true);
  });

  it('shows connections from its owner’s address, of our own pages, and only few at once', (t) => {
    const traces = startTraces(t, ({ headers }) => headers.origin !== 'https://evil.example');
    traces.read(asking(), reader());
    const url = `/?token=x&trace=${id}`;
    assert.equal(traces.of(request(url, { 'x-address': 'two' })), undefined);
    assert.equal(traces.of(request(url, { origin: 'https://evil.example' })), undefined);
    assert.equal(traces.of(request('/')), undefined);
    for (let count = 0; count < traceLimits.connections; count++) {
      const recording = traces.of(request(url));
      assert.ok(recording);
      recording.began();
    }
    assert.equal(traces.of(request(url)), undefined);
  });

  it('ends when there are too many: first the oldest that nobody reads, of the owner who has most of these', (t) => {
    const traces = startTraces(t);
    const begin = (number: number, owner: string) => {
      const asked = asking({ id: number.toString(16).padStart(32, '0'), owner, key });
      return { ...traces.read(asked, reader()), isThere: () => traces.mayRead({ ...asked, after: 1 }) };
    };
    const honest = begin(0, 'honest');
    const read = begin(1, 'hoard');
    honest.left();
    const hoard = from(2, traceLimits.traces - 1).map((number) => begin(number, 'hoard'));
    for (const { left } of hoard) left();
    const newcomer = begin(traceLimits.traces, 'newcomer');
    assert.ok(newcomer.isThere() && honest.isThere() && read.isThere());
    assert.deepEqual(
      hoard.slice(0, 2).map(({ isThere }) => isThere()),
      [false, true],
    );
  });
});

describe('The stream of a trace', { timeout: 20_000 }, () => {
  it('that ends while its reader is slow does not end the process', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
    const traces = startTraces(t);
    const { port, server } = await serve(t, express().get('/trace/:id', streamTrace(traces, addressOf)));
    const slow = ask(t, port, `/trace/${id}`, { reads: false });
    slow.socket.pause();
    const quick = ask(t, port, `/trace/${other}`);
    await quick.until(/subscribed/);
    const recording = traces.of(request(`/?trace=${id}`));
    assert.ok(recording);
    t.mock.timers.tick(traceLimits.lifetimeMs - ALIVE_MS);
    // More than this machine buffers for a reader.
    for (let round = 0; round < 2000; round++) {
      for (let count = 0; count < 10; count++) recording.add(numbered(count, 400));
      await settle();
    }
    t.mock.timers.tick(ALIVE_MS);
    await quick.until(/event: end/);
    assert.equal(traces.of(request(`/?trace=${id}`)), undefined);
    recording.add(numbered(1));
    // A reader that has not read by then is cut off.
    t.mock.timers.tick(2 * streamLimits.patienceMs);
    slow.socket.resume();
    await slow.gone;
    const again = ask(t, port, `/trace/${id}`);
    await again.until(/200 OK/);
    assert.equal(server.listening, true);
  });
});
