/**
 * Records one traced connection: it reads a copy of the bytes of both directions, so the trace shows what was on the
 * wire and not what some layer meant to send. Neither ws nor our own code knows that it is there.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { HeaderFields, TraceFact } from '../../protocol/trace.ts';
import { FrameReader, type Show } from './frame-reader.ts';
import type { Recorded } from './recording.ts';
import { escaped, maskHeaders, maskTarget, printable } from './redact.ts';
import type { Trace } from './trace.ts';

export interface Recorder extends Trace {
  /** Records the client's frames from now on. Call it right after the 101. */
  readFrames(): void;
}

/** Records the connection of an upgrade request. Call it before the request is answered. */
export function recordWire(recording: Recorded, request: IncomingMessage, socket: Duplex): Recorder {
  let isStranger = true;
  const trace: Trace = {
    add(fact: TraceFact) {
      if (fact.type === 'checkEnded' && fact.user !== undefined) isStranger = false;
      recording.add(fact);
    },
  };
  // The same for both directions, because the server repeats what is in a client's ping or close frame.
  const show: Show = (text, isCut) => printable(text, { isCut, isStranger });
  recording.began();
  tellTls(trace, socket);
  trace.add({
    type: 'request',
    line: escaped(`${request.method} ${maskTarget(request.url ?? '')} HTTP/${request.httpVersion}`),
    headers: maskHeaders(pairs(request.rawHeaders)),
  });
  recordWrites(trace, socket, show);
  tellEnd(trace, socket, () => recording.ended());
  return {
    add: trace.add,
    readFrames() {
      const frames = new FrameReader((frame) => trace.add({ type: 'frame', from: 'client', ...frame }), show);
      // This listener comes before that of ws, which unmasks the bytes in place and may answer at once.
      socket.prependListener('data', (chunk: Buffer) => frames.push(chunk));
    },
  };
}

function tellTls(trace: Trace, socket: Duplex): void {
  if (!(socket instanceof TLSSocket)) return;
  trace.add({
    type: 'tls',
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName ?? socket.getCipher().name,
    resumed: socket.isSessionReused(),
  });
}

/** Records what the server sends, all of which passes `write` or `end`: the HTTP answer, and after a 101 frames. */
function recordWrites(trace: Trace, socket: Duplex, show: Show): void {
  const frames = new FrameReader((frame) => trace.add({ type: 'frame', from: 'server', ...frame }), show);
  let answer = '';
  let switched = false;
  const read = (chunk: unknown) => {
    if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return;
    if (switched) return frames.push(Buffer.from(chunk));
    answer += chunk;
    const end = answer.indexOf('\r\n\r\n');
    if (end === -1) return;
    const [line = '', ...fields] = answer.slice(0, end).split('\r\n');
    const status = Number(line.split(' ')[1]);
    switched = status === 101;
    trace.add({
      type: 'response',
      status,
      line: escaped(line),
      headers: maskHeaders(pairs(fields.flatMap((field) => field.split(/: (.*)/).slice(0, 2)))),
      body: switched ? '' : printable(answer.slice(end + 4).trim()),
    });
  };
  for (const method of ['write', 'end'] as const) {
    const original = socket[method];
    Object.defineProperty(socket, method, {
      // Node itself replaces `write` once the peer has ended.
      writable: true,
      value(...args: unknown[]) {
        read(args[0]);
        return Reflect.apply(original, socket, args);
      },
    });
  }
}

function tellEnd(trace: Trace, socket: Duplex, ended: () => void): void {
  let by: 'client' | 'server' = 'server';
  socket.once('end', () => {
    if (!socket.writableEnded) by = 'client';
  });
  let clean = true;
  socket.once('error', () => {
    by = 'client';
    clean = false;
  });
  socket.once('close', () => {
    trace.add({ type: 'ended', by, clean: clean && socket.writableFinished });
    ended();
  });
}

/** Makes pairs of Node's flat list of names and values. */
function pairs(raw: readonly string[]): HeaderFields {
  const fields: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    fields.push([name, value]);
  }
  return fields;
}
