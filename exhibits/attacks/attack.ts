/** What an attack is, and the stage it is played on. */
import type { Happening, Verdict } from '../../protocol/attack-facts.ts';
import type { NoteId, notes, ValuesOf, verdicts } from '../../protocol/attack-words.ts';
import type { AttackName, AttackParty } from '../../protocol/exhibits.ts';
import type { MethodId } from '../../protocol/methods.ts';

/** Where everything is. URLs of WebSockets are complete. */
export interface Target {
  /** The real server's page. */
  readonly page: string;
  /** The exhibits, which is the attacker's site, too. */
  readonly exhibits: string;
  /** The real methods. */
  method(id: MethodId): string;
  /** The real channels. */
  readonly channels: string;
  /** A twin. */
  twin(path: string): string;
  /** Whose address it is. What nobody of these has is the attacker's own. */
  ownerOf(url: string | URL): AttackParty;
}

/** One run of an attack. Whatever happens is told at once, and drawn from that. */
export interface Scene {
  readonly target: Target;
  /** Play against the fix, not against the twin. */
  readonly fixed: boolean;
  /** Told of everything on the wire by the sockets themselves. */
  happened(happening: Happening): void;
  /**
   * Tells what no single message shows.
   *
   * @param who - who does it, or from whom it goes to whom
   * @param waitMs - milliseconds in which nothing is going to happen
   */
  note<Id extends NoteId>(
    who: AttackParty | readonly [from: AttackParty, to: AttackParty],
    note: Id,
    values: ValuesOf<(typeof notes)[Id]>,
    waitMs?: number,
  ): void;
  /** Tells what an echo of an honest client took, in milliseconds. */
  measured(echoMs: number): void;
  /** Aborted when the time is up, or when nobody wants to see the rest. */
  readonly signal: AbortSignal;
  /** Sockets that are opened end with the scene. */
  onEnd(end: () => void): void;
}

/** One attack; method and title of each name stand in protocol/exhibits.ts. */
export interface Attack<Name extends AttackName = AttackName> {
  readonly name: Name;
  /** Most seconds it may take; without it `SECONDS`. */
  readonly seconds?: number;
  /** What the attacker has taken, where they succeed, is to be seen for as long as somebody looks at it. */
  readonly holds?: true;
  /**
   * @returns what came of it
   * @throws CannotRun when the servers are not there
   */
  run(scene: Scene): Promise<Verdict>;
}

/** The attacker got what they wanted. */
export function succeeded<Name extends AttackName>(
  _name: Name,
  values: ValuesOf<(typeof verdicts)[Name]['succeeded']>,
): Verdict {
  return { succeeded: true, values };
}

/** The attacker did not. */
export function failed<Name extends AttackName>(
  _name: Name,
  values: ValuesOf<(typeof verdicts)[Name]['failed']>,
): Verdict {
  return { succeeded: false, values };
}

/** The attack could not be tried at all, which says nothing about whether it works. */
export class CannotRun extends Error {}

/** An attack that needs no longer than most. */
export const SECONDS = 15;
