/** Puts messages together from their frames. */
import { constants, inflateRawSync } from 'node:zlib';
import { type Frame, opcodes } from '@websocket-auth-lab/wire';

export interface Message {
  readonly kind: 'text' | 'binary';
  readonly text: string;
}

export class MessageReader {
  readonly #most: number;
  #parts: Frame[] = [];

  /** @param most - bytes that a message may inflate to */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a data frame. @returns the message, once all of it is there */
  take(frame: Frame): Message | undefined {
    this.#parts.push(frame);
    if (!frame.fin) return undefined;
    const parts = this.#parts.splice(0);
    const whole = Buffer.concat(parts.map(({ payload }) => payload));
    const text = (parts[0]?.rsv ? this.#inflate(whole) : whole).toString();
    return { kind: parts[0]?.opcode === opcodes.binary ? 'binary' : 'text', text };
  }

  /** A message that was deflated (RFC 7692, section 7.2.2), where a check has offered that; as it is, where it was not. */
  #inflate(payload: Buffer): Buffer {
    try {
      return inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]), {
        // The stream goes on with the next message.
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#most,
      });
    } catch {
      return payload;
    }
  }
}
