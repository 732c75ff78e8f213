/**
 * Traces: what happens on a connection, told to the page that asked for it.
 *
 * A trace exists only while a page is subscribed to it, holds redacted facts in a bounded list, and ends by
 * itself. A connection without a trace id costs nothing: its `trace` is `undefined`.
 */
import { isTraceId, type TraceEvent, type TraceFact } from '../../protocol/trace.ts';

export const traceLimits = {
  /** Traces at once. */
  traces: 200,
  /** Events that wait for a page that reads slowly; older ones are dropped and counted. */
  waitingEvents: 2000,
  /** Milliseconds after which a trace ends. */
  lifetimeMs: 600_000,
} as const;

/** Takes what is ready, in order, and says whether it can take more at once. */
export interface Subscriber {
  write(events: readonly TraceEvent[]): boolean;
  end(): void;
}

export class Trace {
  #waiting: TraceEvent[] = [];
  #missed = 0;
  #scheduled = false;
  #blocked = false;
  readonly #subscriber: Subscriber;

  constructor(subscriber: Subscriber) {
    this.#subscriber = subscriber;
  }

  add(fact: TraceFact): void {
    this.#waiting.push({ ...fact, at: performance.now() });
    if (this.#waiting.length > traceLimits.waitingEvents) {
      this.#waiting.shift();
      this.#missed++;
    }
    if (this.#scheduled || this.#blocked) return;
    // All events of a tick go out in one write.
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  /** The subscriber can take more. */
  resume(): void {
    this.#blocked = false;
    this.#flush();
  }

  #flush(): void {
    this.#scheduled = false;
    const [first] = this.#waiting;
    if (!first) return;
    const events = this.#waiting;
    this.#waiting = [];
    if (this.#missed > 0) {
      events.unshift({ type: 'gap', missed: this.#missed, at: first.at });
      this.#missed = 0;
    }
    this.#blocked = !this.#subscriber.write(events);
  }
}

export class Traces {
  readonly #traces = new Map<string, Trace>();

  /**
   * Begins a trace.
   *
   * @returns the trace and how to end it, or `undefined` when the id is malformed, taken, or there are too many
   */
  subscribe(id: string, subscriber: Subscriber): { trace: Trace; end(): void } | undefined {
    if (!isTraceId(id) || this.#traces.has(id) || this.#traces.size >= traceLimits.traces) return undefined;
    const trace = new Trace(subscriber);
    this.#traces.set(id, trace);
    const end = () => {
      clearTimeout(timer);
      if (this.#traces.get(id) !== trace) return;
      this.#traces.delete(id);
      subscriber.end();
    };
    const timer = setTimeout(end, traceLimits.lifetimeMs);
    return { trace, end };
  }

  /** The trace that an upgrade request asks for with `?trace=<id>`, if a page listens to it. */
  of(target: string | undefined): Trace | undefined {
    if (this.#traces.size === 0 || !target) return undefined;
    const query = target.indexOf('?');
    if (query === -1) return undefined;
    return this.#traces.get(new URLSearchParams(target.slice(query)).get('trace') ?? '');
  }
}
