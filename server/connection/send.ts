/**
 * Sends text messages. What one turn of the event loop sends on a socket leaves it in one piece: many frames share a
 * TLS record and a system call, and nothing waits for more to come.
 */
import type { Duplex } from 'node:stream';
import { opcodes, writeFrame } from '@websocket-auth-lab/wire';

const held: Duplex[] = [];

/**
 * Frames one text message, which ws can do as well, at four times the cost: two buffers and two writes per message.
 * Both may write to the same socket, since each writes whole frames.
 *
 * @param socket - below an open WebSocket of a server, without extensions
 * @param data - bytes must be valid UTF-8
 */
export function sendText(socket: Duplex, data: string | Uint8Array): void {
  if (socket.writableCorked === 0) {
    socket.cork();
    if (held.push(socket) === 1) setImmediate(letGo);
  }
  socket.write(writeFrame({ opcode: opcodes.text, payload: data }));
}

function letGo(): void {
  for (const socket of held) socket.uncork();
  held.length = 0;
}
