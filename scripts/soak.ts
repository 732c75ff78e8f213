/**
 * `npm run soak`: runs the server as `npm start` does, with honest and hostile clients at once, for minutes or hours.
 * Fails if its memory grows, if honest clients fail, or if anything is left of the hostile ones.
 */
import { fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from '@websocket-auth-lab/wire';
import { endChild } from './bench/child.ts';
import { requireProgram } from './nodes/process.ts';
import { soakChannels } from './soak/channels.ts';
import { startHonest } from './soak/honest.ts';
import { soakNodes } from './soak/nodes.ts';
import { problemsOf, type Sample, tableHead, tableLine } from './soak/samples.ts';
import { readFlags, readNumber, runScript } from './support/flags.ts';
import { startProgram } from './support/program.ts';

const help = `Serves honest and hostile clients at once, and watches memory and latency.

Usage: npm run soak [-- --minutes 5] [--every 5] [--json FILE] [--redis | --channels]

  --minutes  how long the hostile clients go on [5]
  --every    seconds between two samples [5]
  --json     file for the samples [test-results/soak.json]
  --redis    something else: people come and go on two nodes with one Redis, and every key that is left in it is listed
  --channels something else: clients of channels publish, lose their lines and come back, one of three nodes is killed every
             ten seconds, and every message is counted

The first three samples and the last are taken without hostile clients. Exits with 1 if something was wrong.
`;

/** Samples before the hostile clients come. */
const QUIET = 3;

/** Milliseconds until all hostile clients must be gone: longer than any limit lets one stay. */
const SETTLE_MS = 12_000;

/** A week in minutes, and an hour in seconds. */
const MAX_MINUTES = 10_080;
const MAX_EVERY = 3600;

await runScript(main);

async function main(): Promise<number> {
  const { values } = readFlags({
    options: {
      minutes: { type: 'string', default: '5' },
      every: { type: 'string', default: '5' },
      json: { type: 'string', default: 'test-results/soak.json' },
      redis: { type: 'boolean', default: false },
      channels: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const seconds = readNumber('--minutes', values.minutes, MAX_MINUTES) * 60;
  const every = readNumber('--every', values.every, MAX_EVERY);
  if (!values.redis && !values.channels) return soak(seconds, every, values.json);
  requireProgram('redis-server');
  const told = (line: string) => process.stdout.write(line);
  const seen = values.channels
    ? await soakChannels(seconds, every, told)
    : await soakNodes(seconds, every, told);
  return report(values.json, seen);
}

/** @returns the exit code */
async function soak(seconds: number, every: number, file: string): Promise<number> {
  const server = await startProgram();
  const start = performance.now();
  const honest = await startHonest(server.url.replace('https', 'wss'));
  let misuses = 0;
  const take = async (): Promise<Sample> => {
    const figures = await readMetrics(server.url);
    const sample: Sample = {
      seconds: Math.round((performance.now() - start) / 1000),
      misuses,
      waiting: figures('lab_connections{state="waiting"}'),
      authenticated: figures('lab_connections{state="authenticated"}'),
      residentBytes: figures('process_resident_memory_bytes'),
      heapBytes: figures('nodejs_heap_used_bytes'),
      ...honest.seen(),
    };
    process.stdout.write(tableLine(sample));
    return sample;
  };
  const watch = async (count: number) => {
    const samples: Sample[] = [];
    while (samples.length < count) {
      await pause(every * 1000);
      samples.push(await take());
    }
    return samples;
  };

  process.stdout.write(tableHead);
  const quiet = await watch(QUIET);
  const crowd = fork(fileURLToPath(new URL('./soak/crowd.ts', import.meta.url)), [new URL(server.url).port], {
    execArgv: ['--import', 'tsx'],
  });
  crowd.on('message', (count) => {
    misuses = Number(count);
  });
  const attacked = await watch(Math.ceil(seconds / every));
  await endChild(crowd);
  await pause(SETTLE_MS);
  // A visit may be under way.
  let last = await take();
  for (let tries = 0; tries < 5 && last.authenticated !== honest.staying; tries++) last = await take();
  await honest.stop();
  const exit = await server.stop();

  const problems = problemsOf(attacked, last, honest.staying);
  if (exit !== 0) problems.push(`The server ended with ${exit}.`);
  return report(file, { quiet, attacked, last, problems });
}

/** Writes what was seen into a file, and says what was wrong. @returns the exit code */
async function report<Seen extends { readonly problems: readonly string[] }>(
  file: string,
  seen: Seen,
): Promise<number> {
  const { problems } = seen;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(seen, null, 2)}\n`);
  process.stdout.write(
    problems.length === 0 ? `\nNothing was wrong. ${file}\n` : `\n${problems.join('\n')}\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

/** Reads `/metrics`. @returns a function that gives the value of a line */
async function readMetrics(url: string): Promise<(name: string) => number> {
  const { body } = await ask(new URL('metrics', url), { tls: { rejectUnauthorized: false } });
  const lines = body.split('\n');
  return (name) => Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length));
}
