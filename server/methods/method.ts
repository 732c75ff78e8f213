import type { IncomingMessage } from 'node:http';
import type { Parsed } from '../../protocol/messages.ts';
import type { CloseOutcome } from '../../protocol/outcomes.ts';
import type { Identity } from '../auth/verifier.ts';

/** A method whose credential travels inside the WebSocket, in the first message. */
export interface InBandMethod {
  readonly kind: 'in-band';
  /** Reads the credential from the first message. */
  parse(text: string): Parsed<string>;
  /**
   * The text message that tells the client it is in.
   *
   * @param secondsLeft - whole seconds until the identity expires; 0 if it does not
   */
  acknowledge(identity: Identity, secondsLeft: number): string;
  /** How a client is refused. */
  readonly refusal: CloseOutcome;
  /** How many messages may wait for the acknowledgement, if not as many as the gate allows by default. */
  readonly maxQueuedMessages?: number;
  /**
   * The server begins with a challenge, and the credential, then and at every renewal, is a token together with a proof
   * that answers it.
   */
  readonly proves?: true;
  /** What handles the messages of an authenticated client; the echo by default. */
  readonly handler?: 'permissions';
}

/** A method whose credential travels in the upgrade request, so that a stranger gets HTTP 401 and no WebSocket. */
export interface HandshakeMethod {
  readonly kind: 'handshake';
  /**
   * Reads the credential from the request.
   *
   * @param sessionCookie - the name of the session's cookie
   */
  read(request: IncomingMessage, sessionCookie: string): Parsed<Presented>;
  /**
   * Whether browsers add the credential by themselves, whichever page opens the socket. If so, only pages of this
   * server's own origin may connect (cross-site WebSocket hijacking, CWE-1385).
   */
  readonly ambient: boolean;
  /** `WWW-Authenticate` of the 401 (RFC 9110, section 11.6.1). */
  readonly challenge?: string;
}

export type Method = InBandMethod | HandshakeMethod;

/** What a request presents for the check. */
export interface Presented {
  readonly credential: string;
  /** Proof that our own page opened the connection, where the credential alone does not show it. */
  readonly csrfToken?: string;
}

/** Wraps a credential that needs no second value beside it. */
export function presented(credential: Parsed<string>): Parsed<Presented> {
  return credential.ok ? { ok: true, value: { credential: credential.value } } : credential;
}
