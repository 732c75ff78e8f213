import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { ALIVE_MS } from '../../../protocol/trace.ts';
import {
  createStreams,
  type EventStream,
  type MaxStreams,
  streamLimits,
} from '../../../server/web/streams.ts';
import { ask, serve, settle } from '../../support/streams.ts';

/** Streams with a clock that the test moves. Clients give their address in a header. */
async function startRoom(t: TestContext, most: MaxStreams = { inAll: 10, perAddress: 10 }) {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const streams = createStreams(({ headers }) => String(headers['x-address']), most);
  const opened: { stream: EventStream; response: ServerResponse }[] = [];
  let drained = 0;
  const { port, server } = await serve(t, (request, response) => {
    const stream = streams.open(request, response, { drained: () => drained++ });
    if (stream) opened.push({ stream, response });
  });
  return {
    streams,
    opened,
    drained: () => drained,
    ask: (address: string, reads = true) => ask(t, port, '/', { headers: { 'X-Address': address }, reads }),
    /** The same, until the server has answered. */
    async join(address: string) {
      const reader = ask(t, port, '/', { headers: { 'X-Address': address } });
      await reader.until(/\n\n|\r\n\r\n/);
      return reader;
    },
    /** Waits for a client that does not read. */
    async joinDeaf(address: string) {
      const answered = once(server, 'request');
      const reader = ask(t, port, '/', { headers: { 'X-Address': address }, reads: false });
      reader.socket.pause();
      await answered;
      return reader;
    },
    /** Lets time pass, from one `alive` event to the next. */
    async pass(ms: number) {
      for (let passed = 0; passed < ms; passed += ALIVE_MS) {
        t.mock.timers.tick(ALIVE_MS);
        await settle();
      }
    },
  };
}

/** Sends until as many bytes as possible wait for the reader. */
async function fill(stream: EventStream): Promise<void> {
  // The system buffers some megabytes first, and not all of them at once.
  for (let rounds = 0; rounds < 200; rounds++) {
    for (; stream.hasRoom; rounds = 0) stream.send('x'.repeat(10_000));
    await settle();
  }
}

const statusOf = (text: string) => Number(text.slice(9, 12));

describe('A stream of events', { timeout: 20_000 }, () => {
  it('says every three seconds that it is alive', async (t) => {
    const { join, pass } = await startRoom(t);
    const reader = await join('one');
    await pass(ALIVE_MS);
    await reader.until(/event: alive\ndata:\n\n/);
    assert.match(reader.text(), /\r\nContent-Type: text\/event-stream\r\n/);
  });

  it('holds few bytes for a reader that does not read, and is dropped within a quarter of a minute', async (t) => {
    const { joinDeaf, opened, pass } = await startRoom(t);
    const reader = await joinDeaf('one');
    const [{ stream, response } = assert.fail('not opened')] = opened;
    await fill(stream);
    assert.equal(stream.hasRoom, false);
    stream.send('lost');
    assert.ok(response.writableLength < streamLimits.waitingBytes + 20_000, `${response.writableLength}`);
    await pass(ALIVE_MS);
    assert.equal(response.destroyed, false, 'it has ten seconds to read');
    await pass(streamLimits.patienceMs);
    assert.equal(response.destroyed, true);
    reader.socket.resume();
    await reader.gone;
  });

  it('is kept for a reader that is slow and reads', async (t) => {
    const { joinDeaf, opened, pass, drained } = await startRoom(t);
    const reader = await joinDeaf('one');
    const [{ stream, response } = assert.fail('not opened')] = opened;
    for (let times = 0; times < 4; times++) {
      await fill(stream);
      await pass(2 * ALIVE_MS);
      const before = drained();
      reader.socket.resume();
      while (drained() === before) await settle();
      reader.socket.pause();
    }
    assert.equal(response.destroyed, false);
  });

  it('accepts nothing after its end, and does not wait for a reader for ever', async (t) => {
    const { joinDeaf, opened, pass } = await startRoom(t);
    const reader = await joinDeaf('one');
    const [{ stream, response } = assert.fail('not opened')] = opened;
    await fill(stream);
    const errors: unknown[] = [];
    response.on('error', (error) => errors.push(error));
    stream.end();
    stream.send('too late');
    stream.end();
    await pass(ALIVE_MS);
    assert.equal(response.closed, false, 'its reader has not read yet');
    await pass(streamLimits.patienceMs);
    assert.deepEqual(errors, []);
    assert.equal(response.destroyed, true);
    reader.socket.resume();
    await reader.gone;
    assert.doesNotMatch(reader.text(), /too late/);
  });

  it('is not affected when the reader of another resets its connection', async (t) => {
    const { join, opened, pass } = await startRoom(t);
    const [reader, other] = [await join('one'), await join('two')];
    const [{ response } = assert.fail('not opened')] = opened;
    reader.socket.resetAndDestroy();
    await once(response, 'close');
    await pass(ALIVE_MS);
    await other.until(/alive/);
  });
});

describe('The number of streams', { timeout: 20_000 }, () => {
  it('is limited for each address, and another address still gets one', async (t) => {
    const { join } = await startRoom(t, { inAll: 4, perAddress: 2 });
    const first = await join('one');
    await join('one');
    const refused = await join('one');
    assert.equal(statusOf(refused.text()), 429);
    await refused.until(/Close one, or try again in a moment\.\n/);
    assert.match(refused.text(), /\r\nRetry-After: 5\r\n/);
    assert.equal(statusOf((await join('two')).text()), 200);
    first.socket.destroy();
    while (statusOf((await join('one')).text()) !== 200);
  });

  it('when the limit is reached, a newcomer replaces the oldest one of the busiest address', async (t) => {
    const { join } = await startRoom(t, { inAll: 3, perAddress: 3 });
    const hoard = [await join('hoard'), await join('hoard'), await join('hoard')];
    const newcomer = await join('newcomer');
    assert.equal(statusOf(newcomer.text()), 200);
    await hoard[0]?.gone;
    const again = await join('hoard');
    assert.equal(statusOf(again.text()), 503);
    await again.until(/Too many people are watching already\. Try again in a moment\.\n/);
    assert.match(again.text(), /\r\nRetry-After: 5\r\n/);
    assert.equal(hoard[1]?.socket.closed, false);
  });

  it('no stream is replaced for an address that would then have more', async (t) => {
    const { join } = await startRoom(t, { inAll: 2, perAddress: 2 });
    const readers = [await join('one'), await join('two')];
    assert.equal(statusOf((await join('three')).text()), 503);
    assert.equal(statusOf((await join('one')).text()), 503);
    assert.ok(readers.every(({ socket }) => !socket.closed));
  });

  it('is zero once the server has closed, and every stream was told its end', async (t) => {
    const { streams, join } = await startRoom(t);
    const reader = await join('one');
    streams.close();
    await reader.until(/event: end\ndata:\n\n/);
    const late = await join('two');
    assert.equal(statusOf(late.text()), 503);
    await late.until(/shutting down/);
  });
});
