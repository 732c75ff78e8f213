/**
 * `npm run probe-promises`: measures what the probe promises about itself, and writes docs/probe/promises.md. It takes
 * some minutes, so it is no part of the tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { checks } from '../../packages/probe/src/checks/index.ts';
import { run } from '../../packages/probe/src/run/runner.ts';
import { findAnimal } from '../../packages/probe/zoo/index.ts';
import { startZoo } from '../../packages/probe/zoo/server.ts';
import { targetOf } from '../../packages/probe/zoo/target.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { certificates } from '../../server/basics/paths.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';

const ANIMALS = ['early-message', 'credential-prefix', 'origin-missing'] as const;
/** Servers of each animal, probed side by side. */
const COPIES = 4;
const QUIET_RUNS = 100 / COPIES;
const LOADED_RUNS = 20 / COPIES;
const LAB_RUNS = 3;

interface Steadiness {
  readonly id: string;
  readonly carrier: string;
  readonly runs: number;
  /** What was not as in most runs, and how often. */
  readonly odd: readonly string[];
  readonly failed: string;
}

/** Probes each of some servers again and again, with every check that is not intrusive. */
async function repeat(id: string, runs: number): Promise<Steadiness> {
  const seen = new Map<string, number>();
  const copies = await Promise.all(Array.from({ length: COPIES }, () => repeatOn(id, runs, seen)));
  const [{ carrier, failed } = { carrier: '', failed: '' }] = copies;
  const lists = [...seen].sort(([, one], [, other]) => other - one);
  const [[usual = ''] = []] = lists;
  const odd = lists.slice(1).map(
    ([verdicts, count]) =>
      `${count} times ${verdicts
        .split('\n')
        .filter((one) => !usual.includes(one))
        .join(', ')}`,
  );
  return { id, carrier, runs: COPIES * runs, odd, failed };
}

/** @param seen - how often each list of verdicts came */
async function repeatOn(id: string, runs: number, seen: Map<string, number>) {
  const { carriers, rules } = await findAnimal(id);
  const carrier = carriers[0] ?? 'message';
  // Wrong credentials of runs right after each other would add up to what the zoo's limit of guesses turns away.
  const server = await startZoo({ carrier, rules: { ...rules, mostFailures: Number.POSITIVE_INFINITY } });
  let failed = '';
  for (let done = 0; done < runs; done++) {
    const report = await run({
      // Revoking would end the credential of all further runs.
      target: { ...targetOf(server), revoke: undefined },
      checks: checks.filter(({ intrusive }) => !intrusive),
      jobs: 8,
      timeoutMs: 120_000,
    });
    const verdicts = report.checks.map((check) => `${check.id} ${check.verdict}`).join('\n');
    seen.set(verdicts, (seen.get(verdicts) ?? 0) + 1);
    failed = report.checks.flatMap((check) => (check.verdict === 'fail' ? check.id : [])).join(', ');
  }
  await server.close();
  return { carrier, failed };
}

interface DefaultRun {
  readonly seconds: number;
  readonly firstVerdictSeconds: number;
  readonly connections: number;
  readonly megabytes: number;
}

/** The command, as a person starts it, against this lab. */
async function probeLab(): Promise<DefaultRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'promises-'));
  const lab = createLab({ port: 0, demo: true }, createLog('silent'));
  await lab.listen();
  const json = path.join(folder, 'report.json');
  const ca = path.join(certificates, 'ca.pem');
  const flags = ['--dialect', 'first-message', '--credential-value', DEMO_TOKEN, '--ca', ca, '--json', json];
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, ['packages/probe/dist/main.js', lab.urls.webSocket, ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let firstVerdictSeconds = Number.NaN;
  child.stdout.once('data', () => {
    firstVerdictSeconds = since();
  });
  child.stdout.resume();
  let kilobytes = 0;
  const looking = setInterval(async () => {
    // The most that it has had so far (proc(5)).
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    kilobytes = Math.max(kilobytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 100);
  await once(child, 'exit');
  clearInterval(looking);
  const seconds = since();
  const report: { connections: number } = JSON.parse(await readFile(json, 'utf8'));
  await lab.close();
  await rm(folder, { recursive: true });
  return { seconds, firstVerdictSeconds, connections: report.connections, megabytes: kilobytes / 1024 };
}

function rowOf({ id, carrier, runs, odd, failed }: Steadiness): string {
  const equal = odd.length === 0 ? 'all equal' : `equal but for ${odd.join('; ')}`;
  return `| \`${id}\` (${carrier}) | ${runs} | ${equal} | ${failed} |`;
}

const labRuns: DefaultRun[] = [];
for (let done = 0; done < LAB_RUNS; done++) labRuns.push(await probeLab());
/** Of the runs the middle one. */
const middle = (of: (run: DefaultRun) => number) => labRuns.map(of).sort((one, other) => one - other)[1] ?? 0;
const figures: DefaultRun = {
  seconds: middle(({ seconds }) => seconds),
  firstVerdictSeconds: middle((run) => run.firstVerdictSeconds),
  connections: middle(({ connections }) => connections),
  megabytes: middle(({ megabytes }) => megabytes),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
const quiet = await Promise.all(ANIMALS.map((id) => repeat(id, QUIET_RUNS)));
process.stdout.write(`${JSON.stringify(quiet)}\n`);
const cores = availableParallelism();
const burning = Array.from({ length: cores }, () => new Worker('for (;;);', { eval: true }));
const loaded = await Promise.all(ANIMALS.map((id) => repeat(id, LOADED_RUNS)));
await Promise.all(burning.map((worker) => worker.terminate()));

const one = (value: number) => value.toFixed(1);
const table = (rows: readonly Steadiness[]) => `| server of the zoo | runs | verdicts | failed |
| --- | --- | --- | --- |
${rows.map(rowOf).join('\n')}`;

await writeFile(
  'docs/probe/promises.md',
  `# What the probe promises about itself, measured

<!-- Written by \`npm run probe-promises\`. -->

Measured with Node ${process.versions.node} on a machine with ${cores} cores.

## The same server, the same verdicts

Each server was probed again and again with every check that is not intrusive (but for \`revocation\`, which would have
ended the credential): ${COPIES} servers of each kind, all side by side. None of them limits guesses, which would add up from run
to run. Two runs are equal if every check has the same verdict in both.

${table(quiet)}

The same while every core was kept busy with an endless loop:

${table(loaded)}

## A default run

The command with its defaults, against this lab and its \`first-message\`, whose deadline is 5 s; of ${LAB_RUNS} runs the middle one.

| what | promised | measured |
| --- | --- | --- |
| the whole run | 90 s | ${one(figures.seconds)} s |
| until the first verdict is on the screen | 2 s | ${one(figures.firstVerdictSeconds)} s |
| connections | 200 | ${figures.connections} |
| memory of the process at its peak | 80 MB | ${Math.round(figures.megabytes)} MB |
`,
);
