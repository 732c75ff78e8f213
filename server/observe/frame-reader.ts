import type { FrameFacts } from '../../protocol/trace.ts';

/**
 * Bytes of a message that are kept to be shown. Credentials are looked for in the whole text, so of a longer one that
 * is JSON nothing can be shown.
 */
const KEPT_BYTES = 8192;

/** The same of a control frame, which may have 125 (RFC 6455, section 5.5). */
const KEPT_CONTROL_BYTES = 125;

/** Longest header: 2 bytes, 8 of length, 4 of masking key. */
const MAX_HEADER = 14;

const TEXT = 1;
const CLOSE = 8;

/**
 * Makes a text fit to be shown.
 *
 * @param isCut - it is the beginning of a longer one
 */
export type Show = (text: string, isCut: boolean) => string;

/**
 * Reads frames (RFC 6455, section 5.2) from a copy of one direction's bytes, as they come in pieces. It judges
 * nothing: it shows what was on the wire, also when that breaks the protocol.
 *
 * The text of a fragmented message comes with its last frame: a credential could be told from its pieces, but not
 * found in them.
 */
export class FrameReader {
  readonly #report: (frame: FrameFacts) => void;
  readonly #show: Show;
  #header = Buffer.alloc(0);
  #frame: Frame | undefined;
  #missing = 0;
  /** The message that the frames of data belong to, if it is text. */
  #message: Kept | undefined;

  constructor(report: (frame: FrameFacts) => void, show: Show) {
    this.#report = report;
    this.#show = show;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (!this.#frame) {
        const held = this.#header.length;
        this.#header = Buffer.concat([this.#header, rest.subarray(0, MAX_HEADER - held)]);
        const length = headerLength(this.#header);
        if (length === undefined || this.#header.length < length) return;
        rest = rest.subarray(length - held);
        this.#begin(this.#header.subarray(0, length));
        this.#header = Buffer.alloc(0);
      }
      const piece = rest.subarray(0, this.#missing);
      rest = rest.subarray(piece.length);
      this.#missing -= piece.length;
      if (this.#frame) keep(this.#frame, piece);
      if (this.#missing === 0) this.#end();
    }
  }

  #begin(header: Buffer): void {
    const [first = 0, second = 0] = header;
    const masked = (second & 0x80) !== 0;
    const opcode = first & 15;
    const length = payloadLength(header);
    this.#missing = length;
    if (opcode === TEXT) this.#message = { bytes: Buffer.alloc(KEPT_BYTES), length: 0, isCut: false };
    // A binary message, or one of a kind that does not exist: its continuations are no text either.
    else if (opcode > TEXT && opcode < CLOSE) this.#message = undefined;
    this.#frame = {
      facts: {
        fin: (first & 0x80) !== 0,
        rsv: (first >> 4) & 7,
        opcode,
        masked,
        length,
        headerLength: header.length,
      },
      maskingKey: masked ? Buffer.from(header.subarray(-4)) : Buffer.alloc(4),
      read: 0,
      kept:
        opcode < CLOSE ? this.#message : { bytes: Buffer.alloc(KEPT_CONTROL_BYTES), length: 0, isCut: false },
    };
  }

  #end(): void {
    if (!this.#frame) return;
    const { facts, kept } = this.#frame;
    this.#frame = undefined;
    const isControl = facts.opcode >= CLOSE;
    const isOver = facts.fin || isControl;
    if (isOver && !isControl) this.#message = undefined;
    const payload = isOver && kept ? kept.bytes.subarray(0, kept.length) : Buffer.alloc(0);
    const isClose = facts.opcode === CLOSE && payload.length >= 2;
    this.#report({
      ...facts,
      text: this.#show(payload.toString('utf8', isClose ? 2 : 0), kept?.isCut ?? false),
      ...(isClose && { closeCode: payload.readUInt16BE(0) }),
    });
  }
}

/** The beginning of a text. */
interface Kept {
  readonly bytes: Buffer;
  length: number;
  isCut: boolean;
}

interface Frame {
  readonly facts: Omit<FrameFacts, 'text' | 'closeCode'>;
  readonly maskingKey: Buffer;
  /** Bytes of its payload that have come. */
  read: number;
  /** Where they are kept; of what is no text nothing is. */
  readonly kept: Kept | undefined;
}

/** Copies what there is room for, and unmasks the copy: the original is unmasked in place by ws. */
function keep(frame: Frame, piece: Buffer): void {
  const { kept, maskingKey, read } = frame;
  frame.read += piece.length;
  if (!kept) return;
  const room = kept.bytes.length - kept.length;
  if (piece.length > room) kept.isCut = true;
  for (const [index, byte] of piece.subarray(0, room).entries()) {
    kept.bytes[kept.length++] = byte ^ (maskingKey[(read + index) % 4] ?? 0);
  }
}

/** Length of the header that begins here, or `undefined` while its first two bytes are not there. */
function headerLength(bytes: Buffer): number | undefined {
  const second = bytes[1];
  if (second === undefined) return undefined;
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function payloadLength(header: Buffer): number {
  const length = (header[1] ?? 0) & 0x7f;
  if (length === 126) return header.readUInt16BE(2);
  return length === 127 ? Number(header.readBigUInt64BE(2)) : length;
}
