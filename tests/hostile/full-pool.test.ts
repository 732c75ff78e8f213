/** A small version of `npm run full-pool`. The hoard is a process of its own, as it would be. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { comeAsClass, comeOneByOne, summary } from '../../scripts/full-pool/newcomers.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { metric, waiting } from '../support/limits.ts';

const PLACES = 100;

/** Starts a hoard with more sockets than there are seats, until the test ends, and waits until it has taken them. */
async function startHoard(t: TestContext, lab: RunningLab): Promise<void> {
  const script = fileURLToPath(new URL('../../scripts/full-pool/hoard.ts', import.meta.url));
  // It takes a second to replace all of its sockets, so some of them have always waited for half a second.
  const hoard = fork(script, [lab.port, 1.5 * PLACES, PLACES, 3].map(String), {
    execArgv: ['--import', 'tsx'],
  });
  t.after(async () => {
    hoard.disconnect();
    await once(hoard, 'exit');
  });
  while ((await metric(lab, waiting)) < PLACES);
}

describe('C36 newcomers get in while a hoard', { timeout: 60_000 }, () => {
  it('refills the pool, both one by one and as a class behind one address', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: PLACES, logLevel: 'silent' });
    await startHoard(t, lab);
    const url = `wss://127.0.0.1:${lab.port}/`;
    const { came, gotIn, told } = summary(await comeOneByOne(url, 3, 100));
    assert.deepEqual([gotIn, told], [came, {}]);
    const pupils = summary(await comeAsClass(url, 20, 300));
    assert.deepEqual([pupils.gotIn, pupils.told], [20, {}]);
    const made = await metric(lab, 'lab_refused_total{stage="gate",cause="a newcomer took its place"}');
    assert.ok(made > 20, `${made} made room`);
  });
});
