/** The honest client that stands around every verdict. Checks that run side by side share its visits. */
import type { Entry } from './entry.ts';

/** A visit that ended so recently still counts as "right before", in milliseconds. */
const RECENT_MS = 2000;

export class Controls {
  readonly #enter: () => Promise<Entry>;
  #running: Promise<Entry> | undefined;
  #next: Promise<Entry> | undefined;
  #last: { readonly entry: Entry; readonly endedAt: number } | undefined;

  constructor(enter: () => Promise<Entry>) {
    this.#enter = enter;
  }

  /** One that begins after this call. */
  after(): Promise<Entry> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  /** One that has just got in, or the next. */
  before(): Promise<Entry> {
    const last = this.#last;
    if (last?.entry.how === 'in' && performance.now() - last.endedAt < RECENT_MS)
      return Promise.resolve(last.entry);
    return this.after();
  }

  #start(): Promise<Entry> {
    this.#next = undefined;
    const running = this.#enter().then((entry) => {
      this.#last = { entry, endedAt: performance.now() };
      return entry;
    });
    this.#running = running;
    const over = () => {
      if (this.#running === running) this.#running = undefined;
    };
    running.then(over, over);
    return running;
  }
}
