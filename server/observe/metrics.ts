/**
 * What is counted, for Prometheus. Labels come from our own tables only: nothing a client sends becomes one, so
 * that the text holds no client's data and its size has an end.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type HttpOutcome, refusals, standardCloses } from '../../protocol/outcomes.ts';
import type { Seats } from '../limits/connections.ts';
import { labelSet } from './labels.ts';

/** How far a client came: to the door (TCP, TLS), to the upgrade (HTTP), or to the gate (WebSocket). */
export type Stage = 'door' | 'upgrade' | 'gate';

export interface Metrics {
  /** Every text message and binary message of a client. Counted by hand: this is the hot path. */
  messages: number;
  /** A client was turned away, for a cause in our own words. */
  refused(stage: Stage, cause: string): void;
  /** A client got an HTTP answer in place of the 101. */
  refusedWith(outcome: HttpOutcome): void;
  /** A limit, a rule or a fault ended a connection, in our own words. */
  ended(cause: string): void;
  /** A connection is gone. @param code - as the server saw it, perhaps the client's choice */
  closed(code: number): void;
  /** An auth server was asked. @param ms - how long its answer took */
  checked(method: string, result: 'accepted' | 'refused' | 'failed' | 'unasked', ms: number): void;
  /** All of it in Prometheus' text format, version 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

const refusalNames = new Map<HttpOutcome, string>(
  Object.entries(refusals).map(([name, outcome]) => [outcome, name]),
);

/** Counters of one lab: no global registry, so that several may run in a process. */
export function createMetrics(seats: Pick<Seats, 'waiting' | 'authenticated'>): Metrics {
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
    help: 'Connections ended by a limit, a rule or a fault, by cause',
    labelNames: ['cause'] as const,
    registers,
  });
  const closed = new Counter({
    name: 'lab_closes_total',
    help: 'Connections gone, by close code',
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
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  const metrics: Metrics = {
    messages: 0,
    refused: (stage, cause) => refused.inc({ stage, cause: causeLabel(cause) }),
    refusedWith: (outcome) => refused.inc({ stage: 'upgrade', cause: refusalNames.get(outcome) ?? 'other' }),
    ended: (cause) => ended.inc({ cause: causeLabel(cause) }),
    closed: (code) => closed.inc({ code: codeLabel(code) }),
    checked: (method, result, ms) => checks.observe({ method: causeLabel(method), result }, ms / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => void delay.disable(),
  };
  addReadings(registry, seats, metrics, delay);
  return metrics;
}

/** What is not counted but read when somebody asks. */
function addReadings(
  registry: Registry,
  seats: Pick<Seats, 'waiting' | 'authenticated'>,
  metrics: Metrics,
  delay: ReturnType<typeof monitorEventLoopDelay>,
): void {
  const registers = [registry];
  new Gauge({
    name: 'lab_connections',
    help: 'Connections open, by state',
    labelNames: ['state'] as const,
    registers,
    collect() {
      this.set({ state: 'waiting' }, seats.waiting);
      this.set({ state: 'authenticated' }, seats.authenticated);
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
  new Gauge({
    name: 'nodejs_eventloop_delay_seconds',
    help: 'Delay of the event loop since it was last asked for',
    labelNames: ['quantile'] as const,
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        this.set({ quantile }, delay.percentile(quantile * 100) / 1e9);
      }
      delay.reset();
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
    help: 'JavaScript objects in it',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Time on the processor, by user code and system calls',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

/** Of the 4000 codes a client may choose from, the ones that mean something here. */
function codeLabel(code: number): string {
  if (Object.hasOwn(standardCloses, code) || (code >= 3000 && code < 3010)) return String(code);
  return code >= 3000 ? `${Math.floor(code / 1000)}xxx` : 'other';
}
