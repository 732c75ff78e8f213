/** What a check finds. */

export type Verdict = 'pass' | 'fail' | 'n.a.' | 'inconclusive';

export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, in a sentence. */
  readonly summary: string;
}

export const pass = (summary: string): Finding => ({ verdict: 'pass', summary });
export const fail = (summary: string): Finding => ({ verdict: 'fail', summary });
export const notApplicable = (summary: string): Finding => ({ verdict: 'n.a.', summary });

/** Something stood between a check and its verdict. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
  /** Seconds after which it may be gone, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
