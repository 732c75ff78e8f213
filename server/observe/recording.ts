/** The events of one trace: numbered, within a budget of bytes, and read by one reader at a time. */
import type { TraceEvent, TraceFact } from '../../protocol/trace.ts';

/** Bytes that one event takes in memory beside its text. */
const OVERHEAD = 100;

/** Characters of events after which a piece that is sent ends. */
const MOST_AT_ONCE = 16_384;

/** The budget of bytes that all recordings share. */
export interface Budget {
  /** Bytes that all recordings hold now. */
  held: number;
  /** Bytes that they may hold together. */
  readonly inAll: number;
  /** Bytes that one recording may hold. */
  readonly each: number;
  /** Bytes that one recording may hold when `inAll` is used up. */
  readonly share: number;
}

/** Reads events, as long as it has room. */
export interface TraceReader {
  readonly hasRoom: boolean;
  /** @param events - an array of events, as JSON @param id - number of the last of them */
  send(events: string, id: number): void;
  end(): void;
}

interface Held {
  readonly json: string;
  readonly at: number;
}

/** Takes the facts of connections, wherever it is read. */
export interface Recorded {
  add(fact: TraceFact): void;
  /** A connection is being recorded from now on. */
  began(): void;
  ended(): void;
}

export class Recording implements Recorded {
  readonly #budget: Budget;
  #events: Held[] = [];
  /** Number of the first event that is still held. */
  #first = 1;
  /** Number of the last event that the reader has. */
  #read = 0;
  #bytes = 0;
  #reader: TraceReader | undefined;
  #scheduled = false;
  #ended = false;
  /** Number of connections that are being recorded now. */
  connections = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  began(): void {
    this.connections++;
  }

  ended(): void {
    this.connections--;
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

  /** Gives this reader the events after a number, and all that follow. An earlier reader is ended. */
  readBy(reader: TraceReader, after: number): void {
    const before = this.#reader;
    this.#reader = reader;
    this.#read = Math.min(after, this.#last);
    before?.end();
    this.flush();
  }

  /** Removes a reader. @returns whether it was the current one */
  leftBy(reader: TraceReader): boolean {
    if (this.#reader !== reader) return false;
    this.#reader = undefined;
    return true;
  }

  /** Sends the reader what it has room for. */
  flush(): void {
    while (this.#reader?.hasRoom && this.#read < this.#last) this.#tell(this.#reader);
  }

  /** Ends the recording and frees its events. */
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

/** Bytes in memory, at two per character, which a string takes as soon as one character is beyond Latin-1. */
function sizeOf({ json }: Held): number {
  return 2 * json.length + OVERHEAD;
}
