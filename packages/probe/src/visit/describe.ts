/** Frames that are sent, in words for the evidence. */
import { type FrameToWrite, opcodes, readClosePayload } from '@websocket-auth-lab/wire';
import { readable } from './payload.ts';
import type { Line } from './transcript.ts';

export type FrameToSend = FrameToWrite & { readonly masked?: boolean };

const kinds: Readonly<Record<number, Line['kind']>> = {
  [opcodes.text]: 'text',
  [opcodes.binary]: 'binary',
  [opcodes.ping]: 'ping',
  [opcodes.pong]: 'pong',
  [opcodes.close]: 'close',
};

/** @returns what kind of line it is, and what it says, with whatever is odd about the frame in front */
export function describe({
  opcode,
  payload = '',
  masked = true,
  rsv = 0,
  fin = true,
  claimedLength,
}: FrameToSend): [Line['kind'], string] {
  const kind = kinds[opcode];
  const odd = [
    ...(masked ? [] : ['not masked']),
    ...(rsv === 0 ? [] : [`reserved bits ${rsv}`]),
    ...(fin ? [] : ['not final']),
    ...(claimedLength === undefined ? [] : [`claims ${claimedLength} bytes`]),
    ...(kind === undefined ? [`opcode ${opcode}`] : []),
  ];
  const text = Buffer.from(payload).toString();
  const said =
    kind === 'close' ? closeWords(Buffer.from(payload)) : kind === 'binary' ? readable(text) : text;
  return [kind ?? 'frame', odd.length > 0 ? `[${odd.join(', ')}] ${said}` : said];
}

function closeWords(payload: Buffer): string {
  if (payload.length < 2) return `[${payload.length} bytes]`;
  const { code, reason } = readClosePayload(payload);
  return `${code} ${reason}`.trimEnd();
}
