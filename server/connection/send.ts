/**
 * Sends text messages. What one turn of the event loop sends on a socket leaves it in one piece at the end of that
 * turn, so that many frames share a TLS record and a system call.
 */
import type { Duplex } from 'node:stream';
import { opcodes, writeFrame } from '@websocket-auth-lab/wire';

const held: Duplex[] = [];

/**
 * Sends one text message. ws could do it, but at four times the cost: it makes two buffers and two writes per message.
 * ws and this function may write to the same socket, since each writes whole frames.
 *
 * @param socket - the socket below an open WebSocket of a server, without extensions
 * @param data - if bytes, they must be valid UTF-8
 */
export function sendText(socket: Duplex, data: string | Uint8Array): void {
  sendFrame(socket, writeFrame({ opcode: opcodes.text, payload: data }));
}

/** Sends a whole frame: one that goes to many sockets is written once. It must be that of a server, without extensions. */
export function sendFrame(socket: Duplex, frame: Uint8Array): void {
  if (socket.writableCorked === 0) {
    socket.cork();
    if (held.push(socket) === 1) setImmediate(letGo);
  }
  socket.write(frame);
}

function letGo(): void {
  for (const socket of held) socket.uncork();
  held.length = 0;
}
