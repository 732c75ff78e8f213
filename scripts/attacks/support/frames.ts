/** Reads and changes WebSocket frames on their way (RFC 6455, section 5.2): masked or not, nothing of them is secret. */
import { cutter, type End, type Pass } from './line.ts';

/**
 * @param change - sees each text message, and gives back one of the same length in bytes
 * @returns what passes on HTTP as it is, and frames with their text changed
 */
export function changingTexts(change: (from: End, text: string) => string): Pass {
  const cutters = { client: cutter(switching()), server: cutter(switching()) };
  return (from, bytes) => {
    const units = cutters[from](bytes);
    for (const unit of units) {
      if (unit[0] === TEXT) rewrite(unit, (text) => change(from, text));
    }
    return Buffer.concat(units);
  };
}

/** First byte of a whole text message. No HTTP begins with it. */
const TEXT = 0x81;

/** The end of a request or response head, which comes once, and before all frames. */
const HEAD_END = '\r\n\r\n';

function switching(): (bytes: Buffer) => number | undefined {
  let switched = false;
  return (bytes) => {
    if (switched) return frameLength(bytes);
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return undefined;
    switched = true;
    return end + HEAD_END.length;
  };
}

/** Lengths of 64 bits do not occur here. */
function frameLength(bytes: Buffer): number | undefined {
  const { payload, length } = layout(bytes);
  return bytes.length < payload ? undefined : payload + length;
}

/** Where the masking key and the payload begin, and the payload's length. */
function layout(bytes: Buffer): { key: number; payload: number; length: number } {
  const second = bytes[1] ?? 0;
  const long = (second & 0x7f) === 126;
  const key = long ? 4 : 2;
  const payload = key + (second & 0x80 ? 4 : 0);
  return { key, payload, length: long && bytes.length > 3 ? bytes.readUInt16BE(2) : second & 0x7f };
}

function rewrite(frame: Buffer, change: (text: string) => string): void {
  const { key, payload } = layout(frame);
  const body = frame.subarray(payload);
  const mask = frame.subarray(key, payload);
  const unmask = () => {
    for (const [at, byte] of body.entries()) body[at] = byte ^ (mask[at % 4] ?? 0);
  };
  unmask();
  body.write(change(body.toString()));
  unmask();
}
