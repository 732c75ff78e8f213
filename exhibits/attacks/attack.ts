/** What an attack is, and the stage it is played on. */
import type { AttackName, AttackStep } from '../../protocol/exhibits.ts';
import type { MethodId } from '../../protocol/methods.ts';

/** Where everything is. URLs of WebSockets are complete. */
export interface Target {
  /** The real server's page. */
  readonly page: string;
  /** The exhibits, which is the attacker's site, too. */
  readonly exhibits: string;
  /** The real methods. */
  method(id: MethodId): string;
  /** A weak twin. */
  twin(path: string): string;
}

/** One run of an attack. */
export interface Scene {
  readonly target: Target;
  /** Play against the fix, not against the twin. */
  readonly fixed: boolean;
  tell(who: AttackStep['who'], words: string): void;
  /** Aborted when the time is up. */
  readonly signal: AbortSignal;
  /** Sockets that are opened end with the scene. */
  onEnd(end: () => void): void;
}

/** One attack; method and title of each name stand in protocol/exhibits.ts. */
export interface Attack {
  readonly name: AttackName;
  /** Most seconds it may take; without it `SECONDS`. */
  readonly seconds?: number;
  /**
   * @returns whether the attacker got what he wanted
   * @throws CannotRun when the servers are not there
   */
  run(scene: Scene): Promise<boolean>;
}

/** The attack could not be tried at all, which says nothing about whether it works. */
export class CannotRun extends Error {}

/** An attack that needs no longer than most. */
export const SECONDS = 15;
