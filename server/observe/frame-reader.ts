import type { FrameFacts } from '../../protocol/trace.ts';
import { printable } from './redact.ts';

/** Bytes of a payload that are kept to be shown. */
const SHOWN_BYTES = 1024;

/** Longest header: 2 bytes, 8 of length, 4 of masking key. */
const MAX_HEADER = 14;

const CLOSE = 8;
const BINARY = 2;

/**
 * Reads frames (RFC 6455, section 5.2) from a copy of one direction's bytes, as they come in pieces. It judges
 * nothing: it shows what was on the wire, also when that breaks the protocol.
 */
export class FrameReader {
  readonly #report: (frame: FrameFacts) => void;
  #header = Buffer.alloc(0);
  #frame: { facts: Omit<FrameFacts, 'text' | 'closeCode'>; maskingKey: Buffer } | undefined;
  #payload: Buffer[] = [];
  #shown = 0;
  #missing = 0;

  constructor(report: (frame: FrameFacts) => void) {
    this.#report = report;
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
      const room = SHOWN_BYTES - this.#shown;
      // Copied: ws unmasks the original in place.
      if (room > 0 && piece.length > 0) this.#payload.push(Buffer.from(piece.subarray(0, room)));
      this.#shown += Math.min(room, piece.length);
      if (this.#missing === 0) this.#end();
    }
  }

  #begin(header: Buffer): void {
    const [first = 0, second = 0] = header;
    const masked = (second & 0x80) !== 0;
    const maskingKey = masked ? Buffer.from(header.subarray(-4)) : Buffer.alloc(4);
    const length = payloadLength(header);
    this.#missing = length;
    this.#frame = {
      facts: {
        fin: (first & 0x80) !== 0,
        rsv: (first >> 4) & 7,
        opcode: first & 15,
        masked,
        length,
        headerLength: header.length,
      },
      maskingKey,
    };
  }

  #end(): void {
    if (!this.#frame) return;
    const { facts, maskingKey } = this.#frame;
    const payload = Buffer.concat(this.#payload);
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (maskingKey[index % 4] ?? 0);
    const isClose = facts.opcode === CLOSE && payload.length >= 2;
    const shown = isClose ? payload.subarray(2) : payload;
    this.#report({
      ...facts,
      text: facts.opcode === BINARY ? '' : printable(shown.toString()),
      ...(isClose && { closeCode: payload.readUInt16BE(0) }),
    });
    this.#frame = undefined;
    this.#payload = [];
    this.#shown = 0;
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
