/** Computes figures from measurements: medians, and ratios to the bare server in the same round. */
import type { Cost } from './cost.ts';
import { type Kind, kinds } from './dialects.ts';
import type { Latencies, Latency } from './latency.ts';

export interface Figures {
  readonly machine: { readonly node: string; readonly cores: number };
  readonly rounds: number;
  readonly connections: number;
  readonly cost: Readonly<Record<CostName, Readonly<Record<string, Figure>>>>;
  readonly scale?: Scale;
  readonly latency: Readonly<Record<'bare' | 'lab', Latencies & { readonly ratio: Latency }>>;
}

export type CostName = keyof Cost;

export interface Figure {
  /** Median of all rounds, in the unit of `costNames`. */
  readonly value: number;
  /** Median of the rounds' ratios to the bare server. */
  readonly ratio: number;
}

/** How the cost grows from `Figures.connections` to this many connections. */
interface Scale {
  readonly connections: number;
  readonly lab: { readonly connection: number; readonly idleBytes: number };
  readonly bare: { readonly connection: number; readonly idleBytes: number };
  /** The lab's CPU per connection among many, as a ratio to that among few. */
  readonly growth: number;
  /** Ratio to the bare server with as many connections. */
  readonly memoryRatio: number;
}

export const costNames: Readonly<Record<CostName, string>> = {
  connection: 'CPU per authenticated connection, µs',
  idleBytes: 'memory per idle connection, bytes',
  pipelined: 'CPU per echo, pipelined, µs',
  single: 'CPU per echo, one at a time, µs',
};

/** The kinds of servers, in the order in which they are shown. */
export const names: readonly CostName[] = ['connection', 'idleBytes', 'pipelined', 'single'];

export function costsOf(rounds: readonly Record<Kind, Cost>[]): Figures['cost'] {
  const of = (name: CostName) => {
    return Object.fromEntries(
      kinds.map((kind) => [
        kind,
        {
          value: rounded(median(rounds.map((round) => round[kind][name]))),
          ratio: rounded(median(rounds.map((round) => round[kind][name] / round.bare[name]))),
        },
      ]),
    );
  };
  return {
    connection: of('connection'),
    idleBytes: of('idleBytes'),
    pipelined: of('pipelined'),
    single: of('single'),
  };
}

export function scaleOf(
  connections: number,
  { bare, lab }: Record<'bare' | 'lab', Cost>,
  few: readonly Record<Kind, Cost>[],
): Scale {
  const ofTwo = ({ connection, idleBytes }: Cost) => ({
    connection: rounded(connection),
    idleBytes: rounded(idleBytes),
  });
  return {
    connections,
    bare: ofTwo(bare),
    lab: ofTwo(lab),
    growth: rounded(lab.connection / median(few.map((round) => round.lab.connection))),
    memoryRatio: rounded(lab.idleBytes / bare.idleBytes),
  };
}

export function latenciesOf(measured: Record<'bare' | 'lab', Latencies>): Figures['latency'] {
  const of = ({ quiet, attacked }: Latencies) => ({
    quiet: mapped(quiet, (value) => value),
    attacked: mapped(attacked, (value) => value),
    ratio: mapped(attacked, (value, name) => value / quiet[name]),
  });
  return { bare: of(measured.bare), lab: of(measured.lab) };
}

function mapped(latency: Latency, work: (value: number, name: keyof Latency) => number): Latency {
  return {
    p50: rounded(work(latency.p50, 'p50')),
    p95: rounded(work(latency.p95, 'p95')),
    p99: rounded(work(latency.p99, 'p99')),
  };
}

/** All figures, as text for a terminal. */
export function table({ cost, scale, latency, rounds, connections }: Figures): string {
  const lines = [`Medians of ${rounds} rounds, ${connections} connections; in brackets the ratio to bare ws`];
  for (const name of names) {
    lines.push('', costNames[name]);
    for (const [kind, { value, ratio }] of Object.entries(cost[name])) {
      lines.push(line(kind, `${shown(value)}`, `(${ratio.toFixed(2)})`));
    }
  }
  if (scale) {
    lines.push('', `With ${scale.connections} connections: CPU µs, memory bytes per connection`);
    for (const kind of ['bare', 'lab'] as const) {
      lines.push(line(kind, shown(scale[kind].connection), shown(scale[kind].idleBytes)));
    }
    lines.push(line('CPU, to few', scale.growth.toFixed(2)));
    lines.push(line('memory, to bare', scale.memoryRatio.toFixed(2)));
  }
  lines.push('', 'Echo to honest clients, ms: p50, p95, p99');
  for (const kind of ['bare', 'lab'] as const) {
    const { quiet, attacked, ratio } = latency[kind];
    lines.push(latencyRow(`${kind}, quiet`, quiet), latencyRow(`${kind}, under attack`, attacked));
    lines.push(latencyRow('  ratio', ratio));
  }
  return `${lines.join('\n')}\n`;
}

function latencyRow(title: string, { p50, p95, p99 }: Latency): string {
  return line(title, p50.toFixed(2), p95.toFixed(2), p99.toFixed(2));
}

function line(title: string, ...cells: readonly string[]): string {
  return `  ${title.padEnd(20)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}

/** A row of a table in Markdown. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A figure with its significant digits. */
export function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
