/**
 * Sends text messages. What one turn of the event loop sends on a socket leaves it in one piece at the end of that
 * turn, so that many frames share a TLS record and a system call. Short messages that follow each other on one socket
 * also share a buffer.
 */
import type { Duplex } from 'node:stream';
import { opcodes, writeFrame } from '@websocket-auth-lab/wire';
import { WebSocket } from 'ws';

/** Sockets that are held until the end of this turn. */
const held: Duplex[] = [];

/** Size of a buffer for short messages, which is never written twice: Node may keep a part of it until it is sent. */
const SHEET = 16_384;

/** Longest payload that shares a buffer. Its length takes no more than two bytes (RFC 6455, section 5.2). */
const SHORT = 4096;

let sheet = Buffer.alloc(SHEET);
/** The frames between these positions have not been given to `writer` yet. */
let start = 0;
let end = 0;
let writer: Duplex | undefined;

/**
 * Sends one text message. ws could do it, but at four times the cost: it makes two buffers and two writes per message.
 * ws and this function may write to the same socket, since each writes whole frames. Before ws writes a close frame or
 * ends the socket, `passOn` must be called: by `OrderedWebSocket`, and by a listener for the socket's `end`.
 *
 * @param socket - the socket below an open WebSocket of a server, without extensions
 * @param data - if bytes, they must be valid UTF-8
 */
export function sendText(socket: Duplex, data: string | Uint8Array): void {
  const payload = typeof data === 'string' ? Buffer.from(data) : data;
  const { length } = payload;
  if (length > SHORT) return sendFrame(socket, writeFrame({ opcode: opcodes.text, payload }));
  if (socket !== writer) {
    passOn();
    hold(socket);
    writer = socket;
  }
  if (end + 4 + length > SHEET) turnSheet();
  sheet[end++] = 0x80 | opcodes.text;
  if (length < 126) {
    sheet[end++] = length;
  } else {
    sheet[end++] = 126;
    sheet[end++] = length >> 8;
    sheet[end++] = length & 0xff;
  }
  sheet.set(payload, end);
  end += length;
}

/** Sends a whole frame: one that goes to many sockets is written once. It must be that of a server, without extensions. */
export function sendFrame(socket: Duplex, frame: Uint8Array): void {
  passOn();
  hold(socket);
  socket.write(frame);
}

/** Bytes that were sent on a socket and that it does not know of yet. */
export function unknownBytes(socket: Duplex): number {
  return socket === writer ? end - start : 0;
}

/** A WebSocket whose close frame comes after everything that was sent before it. */
export class OrderedWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    passOn();
    super.close(code, reason);
  }
}

/** Gives frames that wait in the buffer to their socket. */
export function passOn(): void {
  const socket = writer;
  if (!socket) return;
  const frames = sheet.subarray(start, end);
  start = end;
  writer = undefined;
  if (socket.writable) socket.write(frames);
}

function turnSheet(): void {
  const socket = writer;
  passOn();
  writer = socket;
  sheet = Buffer.alloc(SHEET);
  start = 0;
  end = 0;
}

function hold(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  if (held.push(socket) === 1) setImmediate(letGo);
}

function letGo(): void {
  passOn();
  for (const socket of held) socket.uncork();
  held.length = 0;
}
