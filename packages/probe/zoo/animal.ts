/** What an animal is: the healthy server with one thing wrong. */
import type { ServerOptions } from 'node:https';
import type { ZooCarrier } from './carriers.ts';
import type { Rules } from './rules.ts';

export interface Animal {
  /** In which of them the fault makes sense. */
  readonly carriers: readonly ZooCarrier[];
  readonly rules: Partial<Rules>;
  /** Lives behind TLS with these settings. */
  readonly tls?: ServerOptions;
  /** Whether its fault shows with `--intrusive` only. */
  readonly intrusive?: true;
  /** Whether it is to be taken for a server beyond this machine. */
  readonly remote?: true;
}
