/** Reads and changes WebSocket frames on their way (RFC 6455, section 5.2): masked or not, nothing of them is secret. */
import { FrameReader, headLength, opcodes, writeFrame } from '@websocket-auth-lab/wire';
import type { End, Pass } from './line.ts';

/** Longest frame that is passed on whole. */
const MOST_BYTES = 65_536;

/**
 * @param change - sees each text message, and gives back what goes on instead
 * @returns what passes on HTTP as it is, and frames with their text changed
 */
export function changingTexts(change: (from: End, text: string) => string): Pass {
  const passing = {
    client: passFrames((text) => change('client', text)),
    server: passFrames((text) => change('server', text)),
  };
  return (from, bytes) => passing[from](bytes);
}

/** One direction: an HTTP head, which comes once, and behind it frames. */
function passFrames(change: (text: string) => string): (bytes: Buffer) => Buffer {
  let head: Buffer | undefined = Buffer.alloc(0);
  let passed: Buffer[] = [];
  const reader = new FrameReader((frame) => {
    const isText = frame.fin && frame.opcode === opcodes.text;
    passed.push(writeFrame(isText ? { ...frame, payload: change(frame.payload.toString()) } : frame));
  }, MOST_BYTES);
  return (bytes) => {
    passed = [];
    if (head === undefined) {
      reader.push(bytes);
    } else {
      head = Buffer.concat([head, bytes]);
      const length = headLength(head);
      if (length === undefined) return Buffer.alloc(0);
      passed.push(head.subarray(0, length));
      reader.push(head.subarray(length));
      head = undefined;
    }
    return Buffer.concat(passed);
  };
}
