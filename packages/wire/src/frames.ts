/** WebSocket frames (RFC 6455, section 5.2): writes any frame, even a broken one, and reads frames as bytes arrive. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame to write, valid by default. */
export interface FrameToWrite {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  readonly fin?: boolean;
  /** Reserved bits, 0 to 7. */
  readonly rsv?: number;
  /** Four bytes. Frames of a client must be masked; without a key the frame is not, as a server's must be. */
  readonly maskingKey?: Uint8Array | undefined;
  /** The length to write, if not that of the payload. */
  readonly claimedLength?: number;
  /** In how many bytes to write the length, if not in as few as possible. */
  readonly lengthBytes?: 2 | 8;
}

/** A frame that was read. */
export interface Frame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  /** `undefined` for a frame that is not masked. */
  readonly maskingKey: Uint8Array | undefined;
  /** Length of the payload in bytes, as the header says. */
  readonly length: number;
  readonly headerLength: number;
  /** The unmasked payload, or its beginning if it is longer than the reader keeps. */
  readonly payload: Buffer;
}

const FIN = 0x80;
const MASKED = 0x80;

/** Writes one frame. */
export function writeFrame({
  opcode,
  payload = '',
  fin = true,
  rsv = 0,
  maskingKey,
  claimedLength,
  lengthBytes,
}: FrameToWrite): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const length = claimedLength ?? body.byteLength;
  const extended = lengthBytes ?? fewestLengthBytes(length);
  const start = 2 + extended + (maskingKey ? 4 : 0);
  const frame = Buffer.allocUnsafe(start + body.byteLength);
  frame[0] = (fin ? FIN : 0) | (rsv << 4) | opcode;
  frame[1] = (maskingKey ? MASKED : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(body, start);
  if (maskingKey) {
    frame.set(maskingKey.subarray(0, 4), start - 4);
    mask(frame.subarray(start), maskingKey);
  }
  return frame;
}

/** Writes the payload of a close frame: a code and a reason. */
export function closePayload(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}

/** Reads the payload of a close frame; the code is 1005 if it is empty (RFC 6455, section 7.1.5). */
export function readClosePayload(payload: Buffer): { code: number; reason: string } {
  if (payload.length < 2) return { code: 1005, reason: '' };
  return { code: payload.readUInt16BE(), reason: payload.toString('utf8', 2) };
}

function fewestLengthBytes(length: number): 0 | 2 | 8 {
  if (length < 126) return 0;
  return length < 0x1_0000 ? 2 : 8;
}

/** Masks or unmasks bytes in place (RFC 6455, section 5.3). */
function mask(bytes: Uint8Array, key: Uint8Array): void {
  for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ (key[at & 3] ?? 0);
}

/** Longest header: 2 bytes, 8 of length, 4 of masking key. */
const MAX_HEADER = 14;

const nothing = Buffer.alloc(0);

/**
 * Reads the frames of one direction, in whatever pieces their bytes arrive. It checks nothing: frames that break the
 * protocol are read as they are. It holds at most one header and as much of one payload as it is told to keep, whatever
 * length a frame claims to have.
 */
export class FrameReader {
  readonly #read: (frame: Frame) => void;
  readonly #keep: number;
  #header: Buffer = nothing;
  #frame: Omit<Frame, 'payload'> | undefined;
  #kept: Buffer = nothing;
  #keptLength = 0;
  #missing = 0;

  /**
   * @param read - called with each frame once it is complete
   * @param keep - most bytes of a payload to keep
   */
  constructor(read: (frame: Frame) => void, keep: number) {
    this.#read = read;
    this.#keep = keep;
  }

  /** Takes the next bytes. The caller may reuse their memory, because what is kept is a copy. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#frame === undefined ? this.#takeHeader(rest) : this.#takePayload(rest, this.#frame);
    }
  }

  /** @returns the bytes after the header */
  #takeHeader(bytes: Buffer): Buffer {
    const held = this.#header.length;
    const header =
      held === 0
        ? bytes.subarray(0, MAX_HEADER)
        : Buffer.concat([this.#header, bytes.subarray(0, MAX_HEADER - held)]);
    const headerLength = lengthOfHeader(header);
    if (headerLength === undefined || header.length < headerLength) {
      this.#header = Buffer.from(header);
      return nothing;
    }
    const [first = 0, second = 0] = header;
    const masked = (second & MASKED) !== 0;
    const length = lengthOfPayload(header);
    const frame = {
      fin: (first & FIN) !== 0,
      rsv: (first >> 4) & 7,
      opcode: first & 15,
      maskingKey: masked ? Uint8Array.from(header.subarray(headerLength - 4, headerLength)) : undefined,
      length,
      headerLength,
    };
    this.#header = nothing;
    if (length === 0) {
      this.#read({ ...frame, payload: nothing });
    } else {
      this.#frame = frame;
      this.#missing = length;
    }
    return bytes.subarray(headerLength - held);
  }

  /** @returns the bytes after the payload */
  #takePayload(bytes: Buffer, frame: Omit<Frame, 'payload'>): Buffer {
    const piece = bytes.subarray(0, this.#missing);
    this.#missing -= piece.length;
    this.#keepOf(piece, Math.min(frame.length, this.#keep));
    if (this.#missing === 0) {
      const payload = this.#kept.subarray(0, this.#keptLength);
      this.#frame = undefined;
      this.#kept = nothing;
      this.#keptLength = 0;
      if (frame.maskingKey) mask(payload, frame.maskingKey);
      this.#read({ ...frame, payload });
    }
    return bytes.subarray(piece.length);
  }

  /** Copies what is to be kept. Memory grows with what has arrived, so a length that is only claimed costs nothing. */
  #keepOf(piece: Buffer, most: number): void {
    const length = Math.min(this.#keptLength + piece.length, most);
    if (length > this.#kept.length) {
      const roomier = Buffer.allocUnsafe(Math.min(Math.max(2 * this.#kept.length, length), most));
      this.#kept.copy(roomier, 0, 0, this.#keptLength);
      this.#kept = roomier;
    }
    piece.copy(this.#kept, this.#keptLength, 0, length - this.#keptLength);
    this.#keptLength = length;
  }
}

/** Length of the header that begins here, or `undefined` until its first two bytes have arrived. */
function lengthOfHeader(bytes: Buffer): number | undefined {
  const second = bytes[1];
  if (second === undefined) return undefined;
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & MASKED ? 4 : 0);
}

function lengthOfPayload(header: Buffer): number {
  const length = (header[1] ?? 0) & 0x7f;
  if (length === 126) return header.readUInt16BE(2);
  return length === 127 ? Number(header.readBigUInt64BE(2)) : length;
}
