/**
 * `npm run bench`: what the server costs, as a ratio to a bare ws echo over the same TLS in the same run, so that the
 * noise of the machine cancels out. CPU time is that of the server's process.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { chart } from './bench/chart.ts';
import { type Cost, measureCost } from './bench/cost.ts';
import type { Kind } from './bench/dialects.ts';
import { fanOutMarkdown, measureFanOut } from './bench/fan-out.ts';
import { measureLatency } from './bench/latency.ts';
import { withFigures } from './bench/markdown.ts';
import { measureNodes } from './bench/nodes/main.ts';
import { nodesMarkdown, withNodesFigures } from './bench/nodes/report.ts';
import { costsOf, type Figures, latenciesOf, scaleOf, table } from './bench/report.ts';
import { readFlags, runScript } from './support/flags.ts';

const help = `Measures the server beside a bare ws echo, graphql-ws and Socket.IO, each in a process of its own.

Usage: npm run bench [-- --quick] [--nodes | --channels] [--write]

  --quick   300 connections, 3 rounds, and no measurement with 10,000: takes two minutes
  --nodes   what Redis adds to the cost of a node, and how long it takes until clients are back when Redis or one of
            three nodes is killed; needs redis-server and nginx
  --channels
            what a message of a channel costs per subscriber, beside a bare ws loop
  --write   writes docs/performance.json, the tables of docs/performance.md and its chart; with --nodes
            docs/performance-nodes.json and the tables of docs/performance.md; with --channels nothing

It needs a machine that does nothing else, and takes about ten minutes.
`;

await runScript(main);

async function main(): Promise<void> {
  const {
    quick,
    nodes,
    channels,
    write,
    help: wantsHelp,
  } = readFlags({
    options: {
      quick: { type: 'boolean', default: false },
      nodes: { type: 'boolean', default: false },
      channels: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
  if (wantsHelp) {
    process.stdout.write(help);
    return;
  }
  if (nodes) return benchNodes(quick, write);
  if (channels) {
    const [rounds, messages] = quick ? [3, 40] : [9, 100];
    process.stdout.write(fanOutMarkdown(await measureFanOut(rounds, 1000, messages, say)));
    return;
  }
  const size = quick
    ? { rounds: 3, connections: 300, messages: 1000, many: 0, seconds: 5 }
    : { rounds: 7, connections: 1000, messages: 1600, many: 10_000, seconds: 15 };
  const figures = await measure(size);
  process.stdout.write(table(figures));
  if (!write) return;
  await writeFigures('performance.json', figures, (text) => withFigures(text, figures));
  await writeFile(inDocs('images/performance.svg'), chart(figures));
}

async function benchNodes(quick: boolean, write: boolean): Promise<void> {
  const size = quick
    ? { rounds: 4, connections: 100, messages: 800, outages: 3, clients: 600 }
    : { rounds: 15, connections: 150, messages: 1600, outages: 5, clients: 3000 };
  const figures = await measureNodes(size, say);
  process.stdout.write(nodesMarkdown(figures));
  if (write) await writeFigures('performance-nodes.json', figures, (text) => withNodesFigures(text, figures));
}

/** Writes figures into a file of their own and into the document. */
async function writeFigures(file: string, figures: object, into: (text: string) => string): Promise<void> {
  await writeFile(inDocs(file), `${JSON.stringify(figures, null, 2)}\n`);
  const document = inDocs('performance.md');
  await writeFile(document, into(await readFile(document, 'utf8')));
}

interface Size {
  readonly rounds: number;
  readonly connections: number;
  /** Per sender. */
  readonly messages: number;
  /** Connections of the measurement of many; 0 leaves it out. */
  readonly many: number;
  readonly seconds: number;
}

async function measure({ rounds, connections, messages, many, seconds }: Size): Promise<Figures> {
  const costs: Record<Kind, Cost>[] = [];
  const cost = (kind: Kind) => measureCost(kind, connections, messages);
  for (let round = 1; round <= rounds; round++) {
    costs.push({
      ...(await ofBoth(cost)),
      'lab with its log': await cost('lab with its log'),
      'graphql-ws': await cost('graphql-ws'),
      'Socket.IO': await cost('Socket.IO'),
    });
    say(`round ${round} of ${rounds} done`);
  }
  const atMany = many > 0 ? await ofBoth((kind) => measureCost(kind, many, 0)) : undefined;
  const latencies = await ofBoth((kind) => measureLatency(kind, seconds));
  return {
    machine: { node: process.versions.node, cores: availableParallelism() },
    rounds,
    connections,
    cost: costsOf(costs),
    ...(atMany && { scale: scaleOf(many, atMany, costs) }),
    latency: latenciesOf(latencies),
  };
}

/** Measures one after the other, so that they do not disturb each other. */
async function ofBoth<Result>(work: (kind: 'bare' | 'lab') => Promise<Result>) {
  return { bare: await work('bare'), lab: await work('lab') };
}

function inDocs(path: string): string {
  return fileURLToPath(new URL(`../docs/${path}`, import.meta.url));
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
