/**
 * Counters and gauges for Prometheus. Labels come only from our own tables and never from a client, so the text holds
 * no client's data and its size is bounded.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Count, type Snapshot, stages } from '../../protocol/board.ts';
import { standardCloses } from '../../protocol/outcomes.ts';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import type { Seats } from '../limits/seats.ts';
import { labelSet } from './labels.ts';
import { createLoopDelay, type LoopDelay } from './loop-delay.ts';
import { standardOutput } from './output.ts';

/** The figures of the board that can be read any number of times without changing them. */
export type Figures = Omit<Snapshot, 'at' | 'delayMs'>;

/**
 * The result of a question to the auth server: `failed` if it gave no answer, `abandoned` if nobody waited for the
 * answer any more, and `unasked` if the question was not even sent, because the address had used up its failures or too
 * many passwords were being checked.
 */
export type CheckResult = 'accepted' | 'refused' | 'failed' | 'abandoned' | 'unasked';

export interface Metrics {
  /** Messages of authenticated clients, text and binary. A plain number, because this is the hot path. */
  messages: number;
  /**
   * Counts a client that was turned away at the door (TCP, TLS) or by the gate (WebSocket).
   *
   * @param cause - a fixed text
   */
  refused(stage: 'door' | 'gate', cause: string): void;
  /** Counts a client that got an HTTP answer in place of the 101. */
  refusedWith(outcome: HttpOutcome): void;
  /** Counts a connection that a limit, a broken rule or a fault has ended. @param cause - a fixed text */
  ended(cause: string): void;
  /** Counts a connection that has closed. @param code - may be one that the client chose */
  closed(code: number): void;
  /** Counts a question to the auth server. @param ms - how long the answer took */
  checked(method: string, result: CheckResult, ms: number): void;
  /** Counts a fetch of a provider's keys. @param issuer - from the options */
  keysFetched(issuer: string, result: 'fetched' | 'failed'): void;
  /** Counts a logout token. */
  logout(result: 'accepted' | 'refused' | 'failed'): void;
  /** All metrics in Prometheus' text format, version 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
  /** The figures that the board draws. */
  figures(): Promise<Figures>;
  close(): void;
}

interface Line {
  readonly labels: Partial<Record<'stage' | 'cause', string | number>>;
  readonly value: number;
}

const refusalNames = new Map<HttpOutcome, string>(
  Object.entries(refusals).map(([name, outcome]) => [outcome, name]),
);

/**
 * Makes the metrics of one lab, in a registry of their own, since several labs may run in one process.
 *
 * @param redis - what nodes share, if they do
 */
export function createMetrics(
  seats: Pick<Seats, 'waiting' | 'settled'>,
  redis?: { readonly isThere: boolean },
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const causeLabel = labelSet();

  const refused = new Counter({
    name: 'lab_refused_total',
    help: 'Clients turned away, by stage (door: TCP and TLS; upgrade: HTTP; gate: WebSocket) and cause',
    labelNames: ['stage', 'cause'] as const,
    registers,
  });
  for (const cause of Object.keys(refusals)) refused.inc({ stage: 'upgrade', cause }, 0);
  const ended = new Counter({
    name: 'lab_ended_total',
    help: 'Connections ended by a limit, a broken rule or a fault, by cause',
    labelNames: ['cause'] as const,
    registers,
  });
  const closed = new Counter({
    name: 'lab_closes_total',
    help: 'Connections closed, by close code',
    labelNames: ['code'] as const,
    registers,
  });
  const checks = new Histogram({
    name: 'lab_auth_check_seconds',
    help: 'Time the auth server took for an answer',
    labelNames: ['method', 'result'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5],
    registers,
  });
  const keyFetches = new Counter({
    name: 'lab_key_fetches_total',
    help: "Fetches of an identity provider's keys",
    labelNames: ['issuer', 'result'] as const,
    registers,
  });
  const logouts = new Counter({
    name: 'lab_logouts_total',
    help: 'Logout tokens of identity providers',
    labelNames: ['result'] as const,
    registers,
  });
  const delay = createLoopDelay();
  delay.start();

  const metrics: Metrics = {
    messages: 0,
    refused: (stage, cause) => refused.inc({ stage, cause: causeLabel(cause) }),
    refusedWith: (outcome) => refused.inc({ stage: 'upgrade', cause: refusalNames.get(outcome) ?? 'other' }),
    ended: (cause) => ended.inc({ cause: causeLabel(cause) }),
    closed: (code) => closed.inc({ code: codeLabel(code) }),
    checked: (method, result, ms) => checks.observe({ method: causeLabel(method), result }, ms / 1000),
    keysFetched: (issuer, result) => keyFetches.inc({ issuer, result }),
    logout: (result) => logouts.inc({ result }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    async figures() {
      const [turnedAway, brokenOff] = await Promise.all([refused.get(), ended.get()]);
      const { rss, heapUsed } = process.memoryUsage();
      return {
        waiting: seats.waiting,
        authenticated: seats.settled,
        messages: metrics.messages,
        turnedAway: [...turnedAway.values, ...brokenOff.values].flatMap(countOf),
        residentBytes: rss,
        heapBytes: heapUsed,
      };
    },
    close: delay.stop,
  };
  addReadings(registry, seats, metrics, delay);
  if (redis) addRedis(registry, redis);
  return metrics;
}

/** Adds whether the Redis that nodes share is there. */
function addRedis(registry: Registry, redis: { readonly isThere: boolean }): void {
  new Gauge({
    name: 'lab_redis_up',
    help: 'Whether the Redis that nodes share answers and can be written: 1 or 0',
    registers: [registry],
    collect() {
      this.set(redis.isThere ? 1 : 0);
    },
  });
}

/** Adds the metrics that are not counted but read whenever somebody asks. */
function addReadings(
  registry: Registry,
  seats: Pick<Seats, 'waiting' | 'settled'>,
  metrics: Metrics,
  delay: LoopDelay,
): void {
  const registers = [registry];
  new Gauge({
    name: 'lab_connections',
    help: 'Connections open, by state',
    labelNames: ['state'] as const,
    registers,
    collect() {
      this.set({ state: 'waiting' }, seats.waiting);
      this.set({ state: 'authenticated' }, seats.settled);
    },
  });
  new Counter({
    name: 'lab_messages_total',
    help: 'Messages received from authenticated clients',
    registers,
    collect() {
      this.reset();
      this.inc(metrics.messages);
    },
  });
  new Counter({
    name: 'lab_log_lines_dropped_total',
    help: 'Lines of the log that were lost because standard output could not be written',
    registers,
    collect() {
      this.reset();
      this.inc(standardOutput.dropped);
    },
  });
  new Gauge({
    name: 'nodejs_eventloop_delay_seconds',
    help: 'Delay of the event loop since the last reading',
    labelNames: ['quantile'] as const,
    registers,
    collect() {
      for (const [quantile, ms] of delay.read([0.5, 0.99, 1])) this.set({ quantile }, ms / 1000);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'nodejs_heap_used_bytes',
    help: 'Memory that JavaScript objects take',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of user code and system calls',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

/** A line of a counter, as the board needs it. The metric of ended connections has no stage; the board's figures do. */
function countOf({ labels: { stage, cause }, value }: Line): Count[] {
  const known = stages.find((one) => one === stage) ?? 'connection';
  return value > 0 ? [{ stage: known, cause: String(cause), count: value }] : [];
}

/**
 * A label for a close code. A client may choose among thousands, so only the codes with a meaning here get their own.
 */
function codeLabel(code: number): string {
  if (Object.hasOwn(standardCloses, code) || (code >= 3000 && code < 3010)) return String(code);
  return code >= 3000 ? `${Math.floor(code / 1000)}xxx` : 'other';
}
