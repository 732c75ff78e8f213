/** What one trace holds: numbered events within a budget of bytes, read by one reader at a time. */
import type { TraceEvent, TraceFact } from '../../protocol/trace.ts';

/** Bytes of one event beside its text. */
const OVERHEAD = 100;

/** Characters of events that are sent in one piece. */
const MOST_AT_ONCE = 16_384;

/** What all recordings share. */
export interface Budget {
  /** Bytes that they hold now. */
  held: number;
  /** Bytes that they may hold together. */
  readonly inAll: number;
  /** Bytes that one may hold. */
  readonly each: number;
  /** Bytes that one may hold when all are held. */
  readonly share: number;
}

/** Takes events, as long as it has room. */
export interface TraceReader {
  readonly hasRoom: boolean;
  /** @param events - JSON, an array of events @param id - number of the last of them */
  send(events: string, id: number): void;
  end(): void;
}

interface Held {
  readonly json: string;
  readonly at: number;
}

export class Recording {
  readonly #budget: Budget;
  #events: Held[] = [];
  /** Number of the first event that is held. */
  #first = 1;
  /** Number of the last event that the reader has. */
  #read = 0;
  #bytes = 0;
  #reader: TraceReader | undefined;
  #scheduled = false;
  #ended = false;
  /** Connections that are told of now. */
  connections = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get isRead(): boolean {
    return this.#reader !== undefined;
  }

  add(fact: TraceFact): void {
    if (this.#ended) return;
    const event: TraceEvent = { ...fact, at: performance.now() };
    const held = { json: JSON.stringify(event), at: event.at };
    this.#events.push(held);
    this.#account(sizeOf(held));
    while (this.#isOverBudget()) this.#forgetFirst();
    if (this.#scheduled || !this.#reader) return;
    // All events of a tick go out in one piece.
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** From now on this reader gets the events behind a number. One that was there before is ended. */
  readBy(reader: TraceReader, after: number): void {
    const before = this.#reader;
    this.#reader = reader;
    this.#read = Math.min(after, this.#last);
    before?.end();
    this.flush();
  }

  /** @returns whether it was the reader until now */
  leftBy(reader: TraceReader): boolean {
    if (this.#reader !== reader) return false;
    this.#reader = undefined;
    return true;
  }

  /** Tells the reader what it can take. */
  flush(): void {
    while (this.#reader?.hasRoom && this.#read < this.#last) this.#tell(this.#reader);
  }

  /** Nothing more is told, and nothing is held. */
  end(): void {
    this.#ended = true;
    this.#account(-this.#bytes);
    this.#events = [];
    this.#reader?.end();
  }

  get #last(): number {
    return this.#first + this.#events.length - 1;
  }

  #tell(reader: TraceReader): void {
    const missed = Math.max(0, this.#first - this.#read - 1);
    let next = this.#read + missed + 1 - this.#first;
    const texts: string[] = [];
    const [oldest] = this.#events;
    if (missed > 0 && oldest) {
      const gap: TraceEvent = { type: 'gap', missed, at: oldest.at };
      texts.push(JSON.stringify(gap));
    }
    let characters = 0;
    for (let held = this.#events[next]; held && characters < MOST_AT_ONCE; held = this.#events[next]) {
      texts.push(held.json);
      characters += held.json.length;
      next++;
    }
    this.#read = this.#first + next - 1;
    reader.send(`[${texts.join(',')}]`, this.#read);
  }

  #isOverBudget(): boolean {
    const { held, inAll, each, share } = this.#budget;
    return this.#bytes > each || (held > inAll && this.#bytes > share);
  }

  #forgetFirst(): void {
    const first = this.#events.shift();
    if (!first) return;
    this.#first++;
    this.#account(-sizeOf(first));
  }

  #account(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.held += bytes;
  }
}

/** Bytes in memory: one character beyond Latin-1 makes two of each. */
function sizeOf({ json }: Held): number {
  return 2 * json.length + OVERHEAD;
}
