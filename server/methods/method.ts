import type { Parsed } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { CloseOutcome } from '../../protocol/outcomes.ts';
import type { Identity } from '../auth/verifier.ts';

/** A method whose credential travels inside the WebSocket, in the first message. */
export interface InBandMethod {
  readonly id: MethodId;
  /** Reads the credential from the first message. */
  parse(text: string): Parsed<string>;
  /** The text message that tells the client it is in. */
  acknowledge(identity: Identity): string;
  /** How a client is refused. */
  readonly refusal: CloseOutcome;
}
