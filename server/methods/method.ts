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
   * @param secondsLeft - whole seconds until the identity runs out; 0 where it names no end
   */
  acknowledge(identity: Identity, secondsLeft: number): string;
  /** How a client is refused. */
  readonly refusal: CloseOutcome;
  /** How many messages may wait for the acknowledgement, if not as many as the gate allows by default. */
  readonly maxQueuedMessages?: number;
  /** What handles the messages of an authenticated client; the echo by default. */
  readonly handler?: 'permissions';
}

/** A method whose credential travels in the upgrade request, so that a stranger gets HTTP 401 and no WebSocket. */
export interface HandshakeMethod {
  readonly kind: 'handshake';
  /**
   * Reads the credential from the request.
   *
   * @param sessionCookie - what the cookie of a session is called
   */
  read(request: IncomingMessage, sessionCookie: string): Parsed<Presented>;
  /**
   * The browser adds the credential by itself, whoever opened the socket: only pages of this server's own origin may
   * connect (cross-site WebSocket hijacking, CWE-1385).
   */
  readonly ambient: boolean;
  /** `WWW-Authenticate` of the 401 (RFC 9110, section 11.6.1). */
  readonly challenge?: string;
}

export type Method = InBandMethod | HandshakeMethod;

/** What a request presents to be checked. */
export interface Presented {
  readonly credential: string;
  /** Proof that the page itself asked, where the credential alone does not show it. */
  readonly csrfToken?: string;
}

/** A credential that needs no second value beside it. */
export function presented(credential: Parsed<string>): Parsed<Presented> {
  return credential.ok ? { ok: true, value: { credential: credential.value } } : credential;
}
