/** Decides when to try to come back. Knows timers and chance, no page and no socket. */
import { pauseBefore } from './backoff.ts';

/** A connection that was up for this many milliseconds was no failure: pauses begin small again after it. */
export const STEADY_MS = 10_000;

/** What is being done about a connection that is gone. Attempts count from 1. */
export type Phase =
  | { readonly type: 'idle' }
  /** There is no network: nothing is tried before it is back. */
  | { readonly type: 'offline'; readonly attempt: number }
  | { readonly type: 'waiting'; readonly attempt: number; readonly pauseMs: number }
  | { readonly type: 'trying'; readonly attempt: number };

export interface Reconnector {
  readonly phase: Phase;
  /**
   * The connection was lost, or the attempt failed, in a way that may pass: waits, then tries again.
   *
   * @param askedMs - milliseconds for which the server asked to be left alone
   */
  lost(askedMs?: number): void;
  /** The connection is up. */
  up(): void;
  /** Ends the pause. */
  tryNow(): void;
  /** Tries nothing more. The next loss counts from 1. */
  stop(): void;
  /** The network went or came back. */
  networkChanged(): void;
}

export interface ReconnectorSettings {
  /**
   * Tries once. Report how it went with `up`, `lost` or `stop`.
   *
   * @param attempt - counts from 1
   * @param signal - aborted when this attempt is over or given up
   */
  attempt(attempt: number, signal: AbortSignal): void;
  /** Told of every phase. */
  show(phase: Phase): void;
  isOnline(): boolean;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

export function createReconnector(settings: ReconnectorSettings): Reconnector {
  const { attempt, show, isOnline, random = Math.random } = settings;
  let phase: Phase = { type: 'idle' };
  let attempts = 0;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let trying = new AbortController();

  function enter(next: Phase): void {
    clearTimeout(timer);
    trying.abort();
    phase = next;
    show(phase);
  }

  function wait(): void {
    if (!isOnline()) return enter({ type: 'offline', attempt: attempts });
    const pauseMs = pauseBefore(attempts, random(), asked);
    enter({ type: 'waiting', attempt: attempts, pauseMs });
    timer = setTimeout(tryNow, pauseMs);
  }

  function tryNow(): void {
    if (phase.type !== 'waiting' && phase.type !== 'offline') return;
    enter({ type: 'trying', attempt: attempts });
    trying = new AbortController();
    attempt(attempts, trying.signal);
  }

  return {
    get phase() {
      return phase;
    },
    lost(askedMs = 0) {
      attempts++;
      asked = askedMs;
      wait();
    },
    up() {
      enter({ type: 'idle' });
      timer = setTimeout(() => {
        attempts = 0;
      }, STEADY_MS);
    },
    tryNow,
    stop() {
      attempts = 0;
      enter({ type: 'idle' });
    },
    networkChanged() {
      if (phase.type === 'waiting' && !isOnline()) wait();
      if (phase.type !== 'offline' || !isOnline()) return;
      // What failed without a network says nothing about the server.
      attempts = 1;
      wait();
    },
  };
}
