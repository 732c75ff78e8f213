/** A frame byte by byte, as far as it was shown: before the masking key is applied, and after. Pure. */
import type { FrameFacts } from '../../../protocol/trace.ts';

/** Bytes in a line. */
const WIDTH = 16;

export interface FrameBytes {
  /** The bytes before the payload, without the masking key. */
  readonly header: string;
  readonly key: string | undefined;
  /** The payload as it crossed the wire, in lines. Like `plain` where nothing is masked. */
  readonly travelled: readonly string[];
  /** The payload with the key applied, in lines, with its text beside it. */
  readonly plain: readonly string[];
  /** Bytes at the end that are not shown: a credential, or what cannot be told from one. */
  readonly hidden: number;
}

export function bytesOf(frame: FrameFacts): FrameBytes {
  const { text, closeCode, length, maskingKey, shownBytes = 0 } = frame;
  const code = closeCode === undefined ? [] : [closeCode >> 8, closeCode & 0xff];
  const plain = [...code, ...new TextEncoder().encode(text)].slice(0, shownBytes);
  const key = maskingKey === undefined ? undefined : bytesIn(maskingKey);
  const travelled = key ? plain.map((byte, at) => byte ^ (key[at % 4] ?? 0)) : plain;
  return {
    header: hex(headerOf(frame)),
    key: key && hex(key),
    travelled: linesOf(travelled).map(hex),
    plain: linesOf(plain).map((line) => `${hex(line).padEnd(3 * WIDTH)} ${readable(line)}`),
    hidden: length - plain.length,
  };
}

/** RFC 6455, section 5.2: two bytes, and two or eight more for a length of 126 or above. */
function headerOf({ fin, rsv, opcode, masked, length, headerLength }: FrameFacts): number[] {
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  // A sender may write a length in more bytes than it needs: what is there counts.
  const extended = headerLength - 2 - (masked ? 4 : 0);
  const short = extended >= 8 ? 127 : extended >= 2 ? 126 : length;
  const long = Array.from(
    { length: Math.max(0, extended) },
    (_, at) => Math.floor(length / 256 ** (extended - 1 - at)) % 256,
  );
  return [first, (masked ? 0x80 : 0) | short, ...long];
}

function linesOf(bytes: readonly number[]): number[][] {
  const count = Math.ceil(bytes.length / WIDTH);
  return Array.from({ length: count }, (_, line) => bytes.slice(line * WIDTH, (line + 1) * WIDTH));
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function bytesIn(text: string): number[] {
  return [...text.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
}

function readable(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
}
