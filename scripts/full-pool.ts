/**
 * `npm run full-pool`: the server as `npm start` runs it, its pool of unauthenticated connections full of a hoard that
 * refills, and honest people who come all the same. Fails when one of them does not get in, or waits too long.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { comeAsClass, comeOneByOne, summary, type Visit } from './full-pool/newcomers.ts';
import { readFlags, runScript } from './support/flags.ts';
import { startProgram } from './support/program.ts';

const help = `Fills the pool of unauthenticated connections, and counts who gets in.

Usage: npm run full-pool [-- --rate 400] [--hoard 1000] [--addresses 50] [--seconds 10] [--class 150]

  --rate       sockets that the hoard opens per second while it has fewer than --hoard [400]
  --hoard      sockets that the hoard holds [1000]
  --addresses  number of addresses that it comes from [50]
  --seconds    how long newcomers come, twenty per second, each from an address of its own [10]
  --class      clients that come at once from one address, three times, and take 300 ms to send their token [150]

It needs a machine that does nothing else, with at least two cores.
`;

const EVERY_MS = 50;
const CLASSES = 3;
const HESITATE_MS = 300;

/** Milliseconds in which 19 of 20 newcomers must get in. */
const SOON_MS = 400;

await runScript(main);

/** @returns the exit code */
async function main(): Promise<number> {
  const { values } = readFlags({
    options: {
      rate: { type: 'string', default: '400' },
      hoard: { type: 'string', default: '1000' },
      addresses: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '10' },
      class: { type: 'string', default: '150' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const server = await startProgram(['--max-unauthenticated', values.hoard]);
  const { port } = new URL(server.url);
  // Clients with an IPv4 address of their own can only reach an IPv4 address.
  const url = `wss://127.0.0.1:${port}/`;
  const script = fileURLToPath(new URL('./full-pool/hoard.ts', import.meta.url));
  const hoard = fork(script, [port, values.hoard, values.rate, values.addresses], {
    execArgv: ['--import', 'tsx'],
  });
  let held = 0;
  hoard.on('message', (counts) => {
    if (typeof counts === 'object' && counts !== null && 'held' in counts) held = Number(counts.held);
  });
  // On a slow machine the deadline closes the first sockets before the last are open.
  for (let waited = 0; held < 0.95 * Number(values.hoard) && waited < 150; waited++) await pause(100);
  say(`The hoard holds ${held}.`);
  const one = await comeOneByOne(url, Number(values.seconds), EVERY_MS);
  say(`One by one: ${inWords(one)}`);
  const all = [...one];
  for (let count = 0; count < CLASSES; count++) {
    const visits = await comeAsClass(url, Number(values.class), HESITATE_MS);
    say(`A class:    ${inWords(visits)}`);
    all.push(...visits);
  }
  say(`The hoard holds ${held}.`);
  hoard.disconnect();
  await once(hoard, 'exit');
  await server.stop();
  return summary(all).gotIn === all.length && summary(one).p95 < SOON_MS ? 0 : 1;
}

function inWords(visits: readonly Visit[]): string {
  const { came, gotIn, p50, p95, slowest, told } = summary(visits);
  const others = Object.entries(told).map(([what, count]) => `, ${count} got ${what}`);
  return `${gotIn} of ${came} get in, half of them within ${p50} ms, 95 % within ${p95} ms, all within ${slowest} ms${others.join('')}`;
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
