/** What a message holds: text, or bytes. */
import { opcodes } from '@websocket-auth-lab/wire';

export type Payload = string | Buffer;

/** The message as one frame. */
export function messageFrame(payload: Payload): { readonly opcode: number; readonly payload: Payload } {
  return { opcode: typeof payload === 'string' ? opcodes.text : opcodes.binary, payload };
}

/** The text of bytes as a person can read it: what has no sign is written as `\\x00`. */
export function readable(text: string): string {
  return text.replace(/\p{Cc}/gu, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
