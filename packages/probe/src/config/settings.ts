/** What a run is told, once it was read and found right. */
import type { Dialect } from './dialect.ts';
import type { Template } from './template.ts';

/** Gives a credential; each call may give a fresh one. Rejects with a sentence for people, never with the credential. */
export type CredentialSource = (signal: AbortSignal) => Promise<string>;

export interface Second {
  readonly credential: CredentialSource;
  /** Who the server says this credential is. */
  readonly user: string;
}

export interface Expiring {
  readonly credential: CredentialSource;
  /** Seconds after which the credential is worth nothing, at most. */
  readonly seconds: number;
}

/** How to end the session of a credential, which the command gets on standard input. */
export type Revoke = (credential: string, signal: AbortSignal) => Promise<void>;

/** Makes `$PROOF` of what the server said, for a credential. */
export type Prove = (challenge: string, credential: string, signal: AbortSignal) => Promise<string>;

/** The server, and how an honest client of it behaves. */
export interface Target {
  readonly url: URL;
  readonly dialect: Dialect;
  /** `undefined` for a dialect that needs none. */
  readonly credential: CredentialSource | undefined;
  readonly csrf: CredentialSource | undefined;
  /** Authorities to trust in place of the system's, PEM. */
  readonly ca: string | undefined;
  /** Certificate and key that the client shows, PEM. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
  /** Of the page that honest clients come from. */
  readonly origin: string | undefined;
  /** What an honest client sends once it is in, with `$NONCE`. */
  readonly message: Template;
  /** What the reply contains, with `$NONCE` and perhaps `$USER`. */
  readonly answer: string;
  readonly user: string | undefined;
  readonly second: Second | undefined;
  readonly ticket: CredentialSource | undefined;
  readonly expiring: Expiring | undefined;
  readonly revoke: Revoke | undefined;
  readonly prove: Prove | undefined;
  /** Seconds within which a client that does not authenticate has to be gone, at most. */
  readonly deadlineSeconds: number;
  /** Seconds within which a session that was ended has to be without service, at most. */
  readonly revokedWithinSeconds: number;
}

export const targetDefaults = {
  message: '{"msg":"$NONCE"}',
  answer: '$NONCE',
  deadlineSeconds: 15,
  revokedWithinSeconds: 5,
} as const;
