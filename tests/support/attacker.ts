/** A hostile client: raw bytes over a real socket, without a library that could correct them. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';

/** The example key of RFC 6455, section 1.3. */
const key = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A valid upgrade request; `headers` replaces single fields, `undefined` leaves one out. */
export function upgradeRequest(path = '/', headers: Record<string, string | undefined> = {}): string {
  const fields = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export interface Frame {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** Reserved bits, 0 to 7. */
  readonly rsv?: number;
  /** The length to write, if not that of the payload. */
  readonly claimedLength?: number;
  /** In how many bytes to write the length, if not in as few as possible. */
  readonly lengthBytes?: 2 | 8;
  /** Four bytes. */
  readonly maskingKey?: Uint8Array;
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Encodes one frame (RFC 6455, section 5.2), valid unless told otherwise. */
export function frame({
  opcode,
  payload = '',
  fin = true,
  masked = true,
  rsv = 0,
  claimedLength,
  lengthBytes,
  maskingKey = Buffer.from([1, 2, 3, 4]),
}: Frame): Buffer {
  const body = Buffer.from(payload);
  const length = claimedLength ?? body.length;
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  let header: Buffer;
  if (length < 126 && lengthBytes === undefined) {
    header = Buffer.from([first, mask | length]);
  } else if (length < 65_536 && lengthBytes !== 8) {
    header = Buffer.from([first, mask | 126, length >> 8, length & 0xff]);
  } else {
    header = Buffer.alloc(10);
    header.set([first, mask | 127]);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return Buffer.concat([header, body]);
  return Buffer.concat([header, maskingKey, body.map((byte, index) => byte ^ (maskingKey[index % 4] ?? 0))]);
}

export function text(payload: string): Buffer {
  return frame({ opcode: opcodes.text, payload });
}

export interface Attacker {
  readonly socket: Socket;
  write(data: string | Buffer): void;
  /** Ends the connection with a TCP reset. */
  reset(): void;
  /** Waits until what has arrived, as Latin-1, matches, and returns all of it. Rejects when the end comes first. */
  until(pattern: RegExp): Promise<string>;
  /** The same for bytes. */
  untilBytes(isEnough: (received: Buffer) => boolean): Promise<Buffer>;
  /** Everything that arrived until the server ended the connection. */
  readonly ended: Promise<Buffer>;
}

/**
 * Connects to a port of this machine; the connection ends with the test.
 *
 * @param from - the client's own address: all of 127.0.0.0/8 is this machine
 */
export async function attack(
  t: TestContext,
  port: number,
  { tls = true, host = '127.0.0.1', from = '127.0.0.1' } = {},
): Promise<Attacker> {
  const tcp = connectTcp({ port, host, localAddress: from });
  const socket = tls ? connectTls({ socket: tcp, rejectUnauthorized: false, servername: 'localhost' }) : tcp;
  t.after(() => socket.destroy());
  let received = Buffer.alloc(0);
  const ended = new Promise<Buffer>((resolve) => socket.on('close', () => resolve(received)));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    socket.emit('received');
  });
  socket.on('close', () => socket.emit('received'));
  // A server may end the connection by a reset.
  socket.on('error', () => {});
  const untilBytes = async (isEnough: (received: Buffer) => boolean) => {
    while (!isEnough(received)) {
      if (socket.closed) throw new Error(`ended too early: ${received.toString('latin1')}`);
      await new Promise((resolve) => socket.once('received', resolve));
    }
    return received;
  };
  await once(socket, tls ? 'secureConnect' : 'connect');
  return {
    socket,
    ended,
    write: (data) => void socket.write(data),
    reset: () => void tcp.resetAndDestroy(),
    async until(pattern) {
      return (await untilBytes((bytes) => pattern.test(bytes.toString('latin1')))).toString('latin1');
    },
    untilBytes,
  };
}

/** Connects and upgrades. */
export async function attackWebSocket(t: TestContext, port: number): Promise<Attacker> {
  const attacker = await attack(t, port);
  attacker.write(upgradeRequest());
  await attacker.until(/\r\n\r\n/);
  return attacker;
}

/** Reads the close frame at the end of received bytes; undefined if there is none. */
export function closeFrame(received: Buffer): { code: number; reason: string } | undefined {
  for (let at = received.length - 2; at >= 0; at--) {
    const length = received[at + 1] ?? 0;
    if (received[at] === 0x88 && at + 2 + length === received.length) {
      return length < 2
        ? { code: 1005, reason: '' }
        : { code: received.readUInt16BE(at + 2), reason: received.toString('utf8', at + 4) };
    }
  }
  return undefined;
}
