/** What a development start opens beside the lab. The lab knows nothing more about the exhibits than these types. */
import type { Router } from 'express';
import type { ReadAccessToken } from '../auth/tokens/bound-tokens.ts';
import type { Services } from '../connection/connection.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import type { Traces } from '../observe/trace.ts';

export interface ExhibitSettings {
  /** Port of the attacker's site; the twins use the next three. 0, or a port that is in use, means any free one. */
  readonly port: number;
  readonly certificates: Certificates | undefined;
  /** The names of the real server. */
  readonly names: readonly string[];
  /** What the connections of the real server share. */
  readonly services: Services;
  readonly traces: Traces;
  /** The routes of the auth server, if it runs in this process. */
  readonly auth: Router | undefined;
  /** Checks an access token of that auth server. */
  readonly readAccessToken: ReadAccessToken | undefined;
}

export interface Exhibits {
  /** Origin of the attacker's site, such as `https://localhost:5681`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** @throws the error of `net` if no port can be opened */
export type OpenExhibits = (settings: ExhibitSettings) => Promise<Exhibits>;
