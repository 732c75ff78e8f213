/**
 * Sends text messages. What one turn of the event loop sends on a socket leaves it in one piece: many frames share a
 * TLS record and a system call, and nothing waits for more to come.
 */
import type { Duplex } from 'node:stream';

/** First byte of an unfragmented text frame (RFC 6455, section 5.2). */
const FIN_TEXT = 0x81;

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
  socket.write(textFrame(typeof data === 'string' ? Buffer.from(data) : data));
}

function letGo(): void {
  for (const socket of held) socket.uncork();
  held.length = 0;
}

function textFrame(payload: Uint8Array): Buffer {
  const { byteLength } = payload;
  const header = byteLength < 126 ? 2 : byteLength < 0x1_0000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + byteLength);
  frame[0] = FIN_TEXT;
  if (header === 2) {
    frame[1] = byteLength;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(byteLength, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(byteLength), 2);
  }
  frame.set(payload, header);
  return frame;
}
