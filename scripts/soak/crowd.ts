/** Hostile clients, each misuse after the other, until the parent leaves. Tells it once a second how many there were. */
import { setTimeout as pause } from 'node:timers/promises';
import { misuses } from './misuses.ts';

/** Misuses at once. */
const AT_ONCE = 60;

/** Milliseconds between two of one client. */
const PAUSE_MS = 100;

const port = Number(process.argv[2]);
const all = Object.values(misuses);
const random = (below: number) => Math.floor(Math.random() * below);
let done = 0;

async function misuseAgainAndAgain(): Promise<void> {
  for (;;) {
    // Each from another of 16,000 addresses: what is limited per address must not end the series.
    await all[random(all.length)]?.({ port, from: `127.1.${random(64)}.${1 + random(250)}` });
    done++;
    await pause(PAUSE_MS);
  }
}

process.on('disconnect', () => process.exit());
setInterval(() => process.send?.(done), 1000);
await Promise.all(Array.from({ length: AT_ONCE }, misuseAgainAndAgain));
