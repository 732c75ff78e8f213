import { type Frame, opcodes, FrameReader as WireReader } from '@websocket-auth-lab/wire';
import type { FrameFacts } from '../../protocol/trace.ts';

/**
 * Bytes of a message that are kept to be shown. Credentials are looked for in the whole text, so nothing is shown of a
 * longer message that is JSON.
 */
const KEPT_BYTES = 8192;

/** The same for a control frame, whose payload has 125 bytes at most (RFC 6455, section 5.5). */
const KEPT_CONTROL_BYTES = 125;

/**
 * Masks a text so that it can be shown.
 *
 * @param isCut - whether it is only the beginning of a longer text
 */
export type Show = (text: string, isCut: boolean) => string;

/**
 * Reads frames (RFC 6455, section 5.2) from a copy of the bytes of one direction, as they arrive. It checks nothing: it
 * shows what was on the wire, even if that breaks the protocol.
 *
 * The text of a fragmented message comes with its last frame, because a credential that is split over fragments cannot
 * be found in any one of them.
 */
export class FrameReader {
  readonly #wire: WireReader;
  readonly #show: Show;
  /** The message to which the current data frames belong, if it is text. */
  #message: Kept | undefined;

  constructor(report: (frame: FrameFacts) => void, show: Show) {
    this.#show = show;
    this.#wire = new WireReader((frame) => report(this.#factsOf(frame)), KEPT_BYTES);
  }

  push(chunk: Buffer): void {
    this.#wire.push(chunk);
  }

  #factsOf({ payload, maskingKey, ...frame }: Frame): FrameFacts {
    const isControl = frame.opcode >= opcodes.close;
    const kept = isControl
      ? keep(undefined, payload, frame.length, KEPT_CONTROL_BYTES)
      : this.#kept(frame, payload);
    const isOver = frame.fin || isControl;
    if (isOver && !isControl) this.#message = undefined;
    const bytes = isOver && kept ? kept.bytes : Buffer.alloc(0);
    const isClose = frame.opcode === opcodes.close && bytes.length >= 2;
    const start = isClose ? 2 : 0;
    const text = this.#show(bytes.toString('utf8', start), kept?.isCut ?? false);
    // A part of a message has not all the bytes of its text.
    const isWhole = frame.fin && frame.opcode !== opcodes.continuation;
    return {
      ...frame,
      masked: maskingKey !== undefined,
      text,
      ...(isClose && { closeCode: bytes.readUInt16BE(0) }),
      ...(maskingKey && { maskingKey: Buffer.from(maskingKey).toString('hex') }),
      ...(isWhole && bytes.length > 0 && { shownBytes: start + sameBytes(bytes.subarray(start), text) }),
    };
  }

  /** What is kept of a message so far. */
  #kept({ opcode, length }: Pick<Frame, 'opcode' | 'length'>, payload: Buffer): Kept | undefined {
    if (opcode === opcodes.text) this.#message = keep(undefined, payload, length, KEPT_BYTES);
    // A binary message, or one with an unknown opcode: its continuations are not text either.
    else if (opcode !== opcodes.continuation) this.#message = undefined;
    else if (this.#message) this.#message = keep(this.#message, payload, length, KEPT_BYTES);
    return this.#message;
  }
}

/** How many bytes are shown as they are: a text may be masked, escaped or cut from there on. */
function sameBytes(bytes: Buffer, text: string): number {
  const shown = Buffer.from(text);
  let count = 0;
  while (count < bytes.length && bytes[count] === shown[count]) count++;
  return count;
}

/** The beginning of a text. */
interface Kept {
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/** @param length - of the whole payload; `payload` may be only the beginning */
function keep(before: Kept | undefined, payload: Buffer, length: number, most: number): Kept {
  const bytes = before ? Buffer.concat([before.bytes, payload]) : payload;
  const isCut = (before?.isCut ?? false) || (before?.bytes.length ?? 0) + length > most;
  return { bytes: bytes.subarray(0, most), isCut };
}
