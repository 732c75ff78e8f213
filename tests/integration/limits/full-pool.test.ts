import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closeFrame, text } from '../../support/attacker.ts';
import { type RunningLab, startLab } from '../../support/lab.ts';
import {
  authenticated,
  enter,
  knock,
  metric,
  refused,
  stranger,
  tokenMessage,
  untilMetric,
  waiting,
} from '../../support/limits.ts';
import { startSlow } from '../../support/slow-auth.ts';

const unauthenticated = { code: 1011, reason: 'unauthenticated' };
const cause = 'a newcomer took its place';
const displaced = `lab_refused_total{stage="gate",cause="${cause}"}`;

/** Milliseconds from the close frame to the end of TCP: one second on a machine at rest, where ws alone takes thirty. */
const GONE_MS = 10_000;

const causesOf = ({ logged }: RunningLab) =>
  logged.filter(({ msg }) => msg === 'unauthenticated').map((line) => line.cause);

describe('A full pool', { concurrency: true, timeout: 30_000 }, () => {
  it('C36 lets a newcomer in, in the seat of the longest waiting connection of the busiest address', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 3 });
    const inside = await enter(t, lab);
    const hoard = [await knock(t, lab, { from: stranger }), await knock(t, lab, { from: stranger })];
    const lonely = await knock(t, lab, { from: '127.0.0.3' });
    await enter(t, lab);
    const start = performance.now();
    assert.deepEqual(closeFrame((await hoard[0]?.ended) ?? Buffer.alloc(0)), unauthenticated);
    // It never answers the close frame, and is closed all the same.
    assert.ok(performance.now() - start < GONE_MS);
    assert.deepEqual(causesOf(lab), [cause]);
    assert.equal(await metric(lab, displaced), 1);
    await untilMetric(lab, waiting, 2);
    for (const client of [inside, await enter(t, lab, { from: '127.0.0.4' })]) {
      client.write(text('"served"'));
      await client.until(/"served"/);
    }
    for (const left of [lonely, hoard[1]]) {
      left?.write(tokenMessage);
      await left?.until(/Successfully/);
    }
  });

  it('C36 lets newcomers in while it is being refilled, whatever their address', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 10, maxConnectionsPerAddress: 0 });
    const hoard = async (count: number) => {
      for (let index = 0; index < count; index++) await knock(t, lab, { from: `127.0.1.${1 + (index % 5)}` });
    };
    await hoard(10);
    for (let newcomer = 0; newcomer < 5; newcomer++) {
      await hoard(3);
      const came = await knock(t, lab, { from: `127.0.2.${newcomer + 1}` });
      assert.equal(came.status, 101);
      await hoard(3);
      came.write(tokenMessage);
      await came.until(/Successfully/);
    }
    // The last client has authenticated, and so left the pool.
    assert.equal(await metric(lab, waiting), 9);
    assert.equal(await metric(lab, authenticated), 5);
  });

  it('C36 makes room when the server is full, too; 503 is left for a server that is full of authenticated clients', async (t) => {
    const limits = { maxConnections: 2, maxConnectionsPerAddress: 2, maxUnauthenticated: 2 };
    const lab = await startLab(t, limits);
    await enter(t, lab);
    const silent = await knock(t, lab, { from: stranger });
    await enter(t, lab);
    assert.deepEqual(closeFrame(await silent.ended), unauthenticated);
    const { status, retryAfter } = await knock(t, lab, { from: stranger });
    assert.deepEqual([status, retryAfter], [503, 5]);
    assert.equal(await metric(lab, refused('tooManyConnections')), 1);
  });

  it('aborts the check of a client that has to leave, and its answer comes too late', async (t) => {
    const slow = await startSlow(t, { maxUnauthenticated: 1 });
    const { lab } = slow;
    const checked = await knock(t, lab, { from: stranger });
    checked.write(tokenMessage);
    await slow.asked(1);
    const newcomer = await knock(t, lab);
    assert.deepEqual(closeFrame(await checked.ended), unauthenticated);
    newcomer.write(tokenMessage);
    await slow.asked(1);
    assert.equal(slow.open, 1);
    slow.release();
    await newcomer.until(/Successfully/);
    assert.deepEqual(causesOf(lab), [cause]);
    assert.equal(await metric(lab, authenticated), 1);
  });

  it('answers 401 to a handshake whose check it aborts', async (t) => {
    const slow = await startSlow(t, { maxUnauthenticated: 1, method: ['query-token'] });
    const { lab } = slow;
    const checked = knock(t, lab, { from: stranger, path: '/ws/query-token?token=good' });
    await slow.asked(1);
    assert.equal((await knock(t, lab)).status, 101);
    assert.equal((await checked).status, 401);
    assert.deepEqual(causesOf(lab), [cause]);
    assert.equal(await metric(lab, waiting), 1);
    // The question is aborted; the test's time limit ends it if not.
    while (slow.open > 0) await metric(lab, waiting);
  });

  it('distinguishes clients behind a trusted proxy', async (t) => {
    const lab = await startLab(t, { trustProxy: 1, maxUnauthenticated: 3 });
    const via = (forwarded: string) => knock(t, lab, { headers: { 'X-Forwarded-For': forwarded } });
    // One host with many addresses of its network is one client.
    const hoard = [await via('2001:db8::1'), await via('2001:db8::2')];
    const lonely = await via('192.0.2.1');
    await via('192.0.2.3');
    assert.deepEqual(closeFrame((await hoard[0]?.ended) ?? Buffer.alloc(0)), unauthenticated);
    lonely.write(tokenMessage);
    await lonely.until(/Successfully/);
  });
});
