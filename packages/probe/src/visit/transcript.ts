/** What went over one connection, as evidence. It is masked when it is told, not while it is written. */

export interface Line {
  /** Milliseconds since the connection was begun. */
  readonly at: number;
  readonly from: 'client' | 'server';
  readonly kind: 'tcp' | 'http' | 'text' | 'binary' | 'ping' | 'pong' | 'close' | 'frame' | 'bytes';
  readonly text: string;
}

/** Longest text of one line, and most lines: evidence is for reading. */
const MOST_CHARACTERS = 600;
const MOST_LINES = 60;

export class Transcript {
  readonly label: string;
  readonly startedAt = performance.now();
  readonly lines: Line[] = [];
  #left = 0;

  constructor(label: string) {
    this.label = label;
  }

  add(from: Line['from'], kind: Line['kind'], text: string): void {
    if (this.lines.length >= MOST_LINES) {
      this.#left++;
      return;
    }
    const shown =
      text.length > MOST_CHARACTERS
        ? `${text.slice(0, MOST_CHARACTERS)} … (${text.length} characters)`
        : text;
    this.lines.push({ at: Math.round(performance.now() - this.startedAt), from, kind, text: shown });
  }

  /** Lines that were left out. */
  get left(): number {
    return this.#left;
  }
}
