/** The figures of several nodes: medians of the measurements, and the tables of a document. */
import { median, rounded, row, shown } from '../report.ts';
import type { Round } from './cost.ts';
import type { Death } from './death.ts';
import type { Outage } from './outage.ts';
import type { Operation, StoreFigures } from './store.ts';

export interface NodesFigures {
  readonly machine: {
    readonly node: string;
    readonly redis: string;
    readonly cores: number;
    /** How many processes of others wanted a core when it began (load average of a minute). */
    readonly load: number;
  };
  /** A date, such as 2026-11-26. */
  readonly at: string;
  readonly rounds: number;
  readonly connections: number;
  readonly cost: readonly CostRow[];
  /** Microseconds of Redis' CPU per connection with a ticket. */
  readonly redisPerConnection: number;
  readonly store: StoreFigures;
  readonly outages: readonly Outage[];
  readonly death: Death;
}

interface CostRow {
  readonly name: string;
  /** Microseconds. */
  readonly bare: number;
  readonly alone: number;
  readonly shared: number;
  /** Median of the rounds' ratios of a node with Redis to one without. */
  readonly ratio: number;
}

const names = {
  connection: 'CPU per connection with a ticket, µs',
  pipelined: 'CPU per echo, pipelined, µs',
  single: 'CPU per echo, one at a time, µs',
} as const;

export function costRows(rounds: readonly Round[]): CostRow[] {
  return (['connection', 'pipelined', 'single'] as const).map((name) => ({
    name: names[name],
    bare: rounded(median(rounds.map(({ bare }) => bare[name]))),
    alone: rounded(median(rounds.map(({ alone }) => alone[name]))),
    shared: rounded(median(rounds.map(({ shared }) => shared[name]))),
    ratio: rounded(median(rounds.map(({ alone, shared }) => shared[name] / alone[name]))),
  }));
}

const begin = '<!-- figures of nodes: written by npm run bench -- --nodes --write -->';
const end = '<!-- end of figures of nodes -->';

/** Replaces the text between the two marks in a document. */
export function withNodesFigures(document: string, figures: NodesFigures): string {
  const [before = '', rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${nodesMarkdown(figures)}\n${end}${after}`;
}

export function nodesMarkdown(figures: NodesFigures): string {
  const { machine, at, rounds, connections, cost, redisPerConnection, store, outages, death } = figures;
  const most = (name: keyof Outage) =>
    `${(Math.max(...outages.map((one) => one[name])) / 1000).toFixed(1)} s`;
  const usual = (name: keyof Outage) => `${(median(outages.map((one) => one[name])) / 1000).toFixed(1)} s`;
  const operation = (name: string, { perSecond, node, redis }: Operation) =>
    row(name, String(perSecond), shown(node), shown(redis));
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const { memory } = store;
  return [
    `Measured on ${at} with Node ${machine.node} and Redis ${machine.redis} on ${machine.cores} cores, which clients, nodes, nginx and Redis shared; the load of the machine was ${machine.load} before. Medians of ${rounds} rounds; in each, every server got ${connections} new connections.`,
    '',
    row('', 'bare ws', 'lab alone', 'lab with Redis', 'with / alone'),
    row('---', '---', '---', '---', '---'),
    ...cost.map(({ name, bare, alone, shared, ratio }) =>
      row(name, shown(bare), shown(alone), shown(shared), ratio.toFixed(2)),
    ),
    '',
    row('in one process, 50 at once', 'per second', "node's CPU, µs", "Redis' CPU, µs"),
    row('---', '---', '---', '---'),
    operation('a ticket is issued, its session looked up', store.issued),
    operation('a ticket is taken, its session looked up', store.taken),
    '',
    row('in Redis', ''),
    row('---', '---'),
    row('CPU per connection with a ticket, one to ten at once', `${shown(redisPerConnection)} µs`),
    row(
      'CPU per session with connections that a node asks about, twice a second',
      `${store.watched.toFixed(2)} µs`,
    ),
    row('memory of a session, and of its owner with no other', `${memory.session} bytes`),
    row('memory of a ticket, the only one of its session', `${memory.ticket} bytes`),
    row('memory of a ticket, one of eight of its session', `${memory.oneOfEight} bytes`),
    '',
    row(`Redis is killed (\`kill -9\`), ${outages.length} times, three nodes`, 'median', 'longest'),
    row('---', '---', '---'),
    row('until every node says that it is not ready', usual('noticed'), most('noticed')),
    row('from its return until every node has issued a ticket again', usual('back'), most('back')),
    '',
    row(`one of three nodes is killed, ${death.clients} clients behind nginx`, ''),
    row('---', '---'),
    row('clients that lost their connection', String(death.lost)),
    row('half of them are back after', seconds(death.p50)),
    row('95 % are back after', seconds(death.p95)),
    row('all are back after', seconds(death.last)),
    row('attempts that failed', String(death.failed)),
    row('fresh tickets that they used', String(death.tickets)),
    row('p95 of an echo for the others, before', `${death.echoBefore.toFixed(1)} ms`),
    row('p95 of an echo for the others, until all are back', `${death.echoMeanwhile.toFixed(1)} ms`),
    '',
  ].join('\n');
}
