/** What a check is. Adding one is a file in this folder, its line in index.ts and its animal in the zoo. */
import type { Finding } from '../run/finding.ts';
import type { Probe } from '../run/probe.ts';
import type { Need } from './needs.ts';

export { type Finding, fail, notApplicable, Obstacle, pass } from '../run/finding.ts';

export type Level = 'MUST' | 'SHOULD';

/**
 * When it runs. A `first` check needs no honest client around it: where it fails, none gets in. `survival` checks may end the server: they come first and one after the other, since each would otherwise be
 * blamed for another's victim. `load` checks disturb each other and everybody else. `last` changes the server for good. All others run side by side.
 */
export type Phase = 'first' | 'survival' | 'together' | 'load' | 'last';

export interface Check {
  readonly id: string;
  readonly level: Level;
  /** The fault that it finds, as the end of the sentence "The server …". */
  readonly fault: string;
  /** RFC, CWE or other source of the rule. */
  readonly source: string;
  readonly needs: readonly Need[];
  readonly phase?: Phase;
  /** Load, guessing or large input: only when asked for, and only against this machine. */
  readonly intrusive?: true;
  readonly sends: string;
  readonly expects: string;
  readonly why: string;
  readonly mend: string;
  /** The same for two libraries, each a sentence or a line of code. */
  readonly ws: string;
  readonly python: string;
  /** Advisories of real servers, such as a CVE number and what it was. */
  readonly cases?: readonly string[];
  /** Rejects with an `Obstacle` where nothing can be concluded. */
  run(probe: Probe): Promise<Finding>;
}
