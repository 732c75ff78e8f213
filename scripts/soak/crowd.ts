/** Hostile clients, one misuse after the other, until the parent process ends. Sends it their number once a second. */
import { setTimeout as pause } from 'node:timers/promises';
import { misuses } from './misuses.ts';

/** Misuses at once. */
const AT_ONCE = 60;

/** Milliseconds between two misuses of one client. */
const PAUSE_MS = 100;

const port = Number(process.argv[2]);
const all = Object.values(misuses);
const random = (below: number) => Math.floor(Math.random() * below);
let done = 0;

async function misuseAgainAndAgain(): Promise<void> {
  for (;;) {
    // Each from one of 16,000 addresses, so that limits per address do not stop the misuses.
    await all[random(all.length)]?.({ port, from: `127.1.${random(64)}.${1 + random(250)}` });
    done++;
    await pause(PAUSE_MS);
  }
}

process.on('disconnect', () => process.exit());
setInterval(() => process.send?.(done), 1000);
await Promise.all(Array.from({ length: AT_ONCE }, misuseAgainAndAgain));
