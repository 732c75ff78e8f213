/** A room is asked what will happen before it is shown. Anonymous, in memory, and gone when the presenter leaves. */

export const POLLS_PATH = '/api/polls';

/** What a presenter is given who begins. */
export interface NewPoll {
  /** Stands in the address that a room scans. */
  readonly poll: string;
  /** Shown as bearer token by whoever asks and counts. */
  readonly key: string;
}

/** What everybody in the room may know. */
export interface Asked {
  /** Names the question; pages have its words. Null before the first. */
  readonly question: string | null;
  /** How many answers may be chosen from. */
  readonly options: number;
  /** Whether answers are still taken. */
  readonly open: boolean;
}

/** What the presenter may know, too. */
export interface Tally extends Asked {
  /** How often each answer was given. */
  readonly counts: readonly number[];
}

/** One answer of one phone. Given again, it takes the place of the one before. */
export interface PollAnswer {
  readonly question: string;
  /** Random, made by the phone for this poll: nobody's name. */
  readonly voter: string;
  /** From 0. */
  readonly choice: number;
}

/** Nobody chooses from more. */
export const MAX_OPTIONS = 6;

/** Whether a text can name a question. */
export function isQuestionName(text: string): boolean {
  return /^[a-z][a-z-]{0,39}$/.test(text);
}

/** Whether a text can be what a phone calls itself. */
export function isVoter(text: string): boolean {
  return /^[\w-]{16,40}$/.test(text);
}
