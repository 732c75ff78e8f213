/** What a development start opens beside the lab. The lab knows no more of it than this. */
import type { Router } from 'express';
import type { Services } from '../connection/connection.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import type { Traces } from '../observe/trace.ts';

export interface ExhibitSettings {
  /** Of the attacker's site; the twins have the next three. One that is taken is replaced by a free one, as is 0. */
  readonly port: number;
  readonly certificates: Certificates | undefined;
  /** By which the real server is known. */
  readonly names: readonly string[];
  /** Of the real server. */
  readonly services: Services;
  readonly traces: Traces;
  /** The auth server, where it runs in this process. */
  readonly auth: Router | undefined;
}

export interface Exhibits {
  /** Of the attacker's site, as in `https://localhost:5681`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** @throws the error of `net` when no port can be had */
export type OpenExhibits = (settings: ExhibitSettings) => Promise<Exhibits>;
