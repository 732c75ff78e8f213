/**
 * A second implementation of RFC 6455, written to be read and not to be fast: what a server has to answer to these
 * bytes. It uses neither ws nor the server's code.
 */
import { isUtf8 } from 'node:buffer';
import { INVALID_JSON_TEXT } from '../../protocol/messages.ts';
import { opcodes } from './attacker.ts';

const MAX_MESSAGE_BYTES = 65_536;

/** What a server sends: texts and pongs in their order, and how it closes. */
export interface Said {
  readonly texts: Buffer[];
  readonly pongs: Buffer[];
  /** The code of the close frame; 1005 if it has none, `undefined` if there is no close frame. */
  code?: number;
}

interface Header {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** `undefined` while its bytes are not all there. */
  readonly length: number | undefined;
  /** With the masking key. */
  readonly headerBytes: number;
}

/** The header that begins at `at`; `undefined` while its first two bytes are not there. */
function readHeader(bytes: Buffer, at: number): Header | undefined {
  const [first, second] = bytes.subarray(at, at + 2);
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isThere = bytes.length >= at + 2 + lengthBytes;
  const long =
    lengthBytes === 2 ? () => bytes.readUInt16BE(at + 2) : () => Number(bytes.readBigUInt64BE(at + 2));
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 15,
    masked: (second & 0x80) !== 0,
    length: lengthBytes === 0 ? short : isThere ? long() : undefined,
    headerBytes: 2 + lengthBytes + (second & 0x80 ? 4 : 0),
  };
}

function unmasked(bytes: Buffer, at: number, { masked, headerBytes, length = 0 }: Header): Buffer {
  const payload = Buffer.from(bytes.subarray(at + headerBytes, at + headerBytes + length));
  if (!masked) return payload;
  const key = bytes.subarray(at + headerBytes - 4, at + headerBytes);
  return Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0)));
}

/** What a server that echoes JSON must say to these bytes of a client that is authenticated. */
export function answerTo(bytes: Buffer): Said {
  const said: Said = { texts: [], pongs: [] };
  const end = (code: number) => ({ ...said, code });
  let message: { opcode: number; parts: Buffer[]; bytes: number } | undefined;
  for (let at = 0; ; ) {
    const header = readHeader(bytes, at);
    if (!header) return said;
    const { fin, rsv, opcode, masked, length } = header;
    const isControl = opcode >= 8;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const isKnown = [0, 1, 2, 8, 9, 10].includes(opcode);
    const isOutOfPlace = !isControl && (opcode === opcodes.continuation) !== (message !== undefined);
    if (rsv !== 0 || !isKnown || !masked || isOutOfPlace) return end(1002);
    if (isControl && (!fin || short > 125 || (opcode === opcodes.close && short === 1))) return end(1002);
    if (length === undefined) return said;
    if (!isControl && length + (message?.bytes ?? 0) > MAX_MESSAGE_BYTES) return end(1009);
    if (bytes.length < at + header.headerBytes + length) return said;
    const payload = unmasked(bytes, at, header);
    at += header.headerBytes + length;

    if (opcode === opcodes.ping) said.pongs.push(payload);
    if (opcode === opcodes.close) return end(closeAnswer(payload));
    if (isControl) continue;
    message ??= { opcode, parts: [], bytes: 0 };
    message.parts.push(payload);
    message.bytes += length;
    if (!fin) continue;
    const whole = Buffer.concat(message.parts);
    if (message.opcode === opcodes.binary) return end(1003);
    if (!isUtf8(whole)) return end(1007);
    said.texts.push(isJson(whole) ? whole : Buffer.from(INVALID_JSON_TEXT));
    message = undefined;
  }
}

/** The code that answers a close frame (sections 5.5.1 and 7.4). */
function closeAnswer(payload: Buffer): number {
  if (payload.length === 0) return 1005;
  const code = payload.readUInt16BE(0);
  const isGood =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
  if (!isGood) return 1002;
  return isUtf8(payload.subarray(2)) ? code : 1007;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads what a server has sent since the 101.
 *
 * @throws for what no server may send: a masked or incomplete frame, fragments, anything after a close frame
 */
export function readServer(bytes: Buffer): Said {
  const said: Said = { texts: [], pongs: [] };
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at);
    if (header?.length === undefined) throw new Error('an incomplete header');
    const { fin, rsv, opcode, masked, length, headerBytes } = header;
    if (masked || rsv !== 0 || !fin) throw new Error(`a frame no server may send, opcode ${opcode}`);
    if (said.code !== undefined) throw new Error('a frame behind the close frame');
    if (bytes.length < at + headerBytes + length) throw new Error('an incomplete frame');
    const payload = unmasked(bytes, at, header);
    if (opcode === opcodes.text) said.texts.push(payload);
    else if (opcode === opcodes.pong) said.pongs.push(payload);
    else if (opcode === opcodes.close) said.code = length === 0 ? 1005 : payload.readUInt16BE(0);
    else throw new Error(`a frame of opcode ${opcode}`);
    at += headerBytes + length;
  }
  return said;
}
