import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Attacker, attack, frame, opcodes, text, upgradeRequest } from '../../support/attacker.ts';
import { startLab } from '../../support/lab.ts';
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
  wrongToken,
} from '../../support/limits.ts';

describe('Connections', { concurrency: true, timeout: 30_000 }, () => {
  it('C09 the last seat of an address is taken, the next connection gets 429, and other addresses are served', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 3 });
    for (let count = 0; count < 2; count++) assert.equal((await knock(t, lab)).status, 101);
    const honest = await enter(t, lab);
    const { status, retryAfter } = await knock(t, lab);
    assert.deepEqual([status, retryAfter], [429, 5]);
    assert.equal((await knock(t, lab, { from: stranger })).status, 101);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    assert.equal(await metric(lab, refused('tooManyFromAddress')), 1);
  });

  it('C09 the last seat of all is taken, the next connection gets 503, and connected clients are served', async (t) => {
    const lab = await startLab(t, { maxConnections: 2, maxConnectionsPerAddress: 2, maxUnauthenticated: 2 });
    const honest = await enter(t, lab);
    const last = await enter(t, lab, { from: stranger });
    const { status, retryAfter } = await knock(t, lab, { from: '127.0.0.3' });
    assert.deepEqual([status, retryAfter], [503, 5]);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    last.reset();
    await untilMetric(lab, authenticated, 1);
    assert.equal((await knock(t, lab, { from: '127.0.0.3' })).status, 101);
    assert.equal(await metric(lab, refused('tooManyConnections')), 1);
  });

  it('C10 silent sockets fill only their own pool, and are closed at the deadline', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 2, authDeadlineMs: 1000 });
    const honest = await enter(t, lab);
    const hoard = [await knock(t, lab, { from: stranger }), await knock(t, lab, { from: '127.0.0.3' })];
    assert.deepEqual(
      hoard.map(({ status }) => status),
      [101, 101],
    );
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    await Promise.all(hoard.map((silent) => silent.ended));
    await untilMetric(lab, waiting, 0);
    assert.equal(await metric(lab, authenticated), 1);
  });

  it('a client that is authenticated leaves the pool of those who are not', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 1 });
    const first = await enter(t, lab);
    assert.equal((await knock(t, lab)).status, 101);
    first.write(text('{"msg":"still here"}'));
    await first.until(/still here/);
  });

  /** Ways to take the only seat of an address and to give it back. */
  const ends: Record<string, (attacker: Attacker) => unknown> = {
    'a closing handshake': (attacker) => attacker.write(frame({ opcode: opcodes.close })),
    'a TCP reset': (attacker) => attacker.reset(),
    'the end of TCP without a close frame': (attacker) => attacker.socket.end(),
    'the deadline': () => {},
    'a wrong token': (attacker) => attacker.write(wrongToken),
    'a message over 64 KiB (1009)': (attacker) =>
      attacker.write(frame({ opcode: opcodes.text, claimedLength: 65_537 })),
    'a broken frame (1002)': (attacker) => attacker.write(frame({ opcode: 3 })),
    'text that is not UTF-8 (1007)': (attacker) =>
      attacker.write(frame({ opcode: opcodes.text, payload: Buffer.from([0xff]) })),
    'a binary message after the token (1003)': (attacker) => {
      attacker.write(tokenMessage);
      attacker.write(frame({ opcode: opcodes.binary, payload: 'x' }));
    },
    'a reset right behind the token': (attacker) => {
      attacker.write(tokenMessage);
      attacker.reset();
    },
    'too many messages (1008)': (attacker) => {
      attacker.write(tokenMessage);
      attacker.write(Buffer.concat(Array.from({ length: 200 }, () => text('1'))));
    },
  };
  for (const [what, end] of Object.entries(ends)) {
    it(`a seat comes back after ${what}`, async (t) => {
      const lab = await startLab(t, { maxConnectionsPerAddress: 1, authDeadlineMs: 500 });
      const first = await knock(t, lab);
      assert.equal((await knock(t, lab)).status, 429);
      end(first);
      await first.ended;
      await untilMetric(lab, waiting, 0);
      await untilMetric(lab, authenticated, 0);
      assert.equal((await knock(t, lab)).status, 101);
      assert.equal((await knock(t, lab)).status, 429);
    });
  }

  const refusals: Record<string, { path: string; status: number }> = {
    'a 401': { path: '/ws/query-token?token=wrong', status: 401 },
    'a 403': { path: '/ws/cookie', status: 403 },
    'a 404, which takes none': { path: '/nowhere', status: 404 },
  };
  for (const [what, { path, status }] of Object.entries(refusals)) {
    it(`a seat comes back after ${what}`, async (t) => {
      const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
      const headers = { Origin: 'https://evil.example' };
      const refusedOne = await knock(t, lab, { path, headers });
      assert.equal(refusedOne.status, status);
      await refusedOne.ended;
      await untilMetric(lab, waiting, 0);
      assert.equal((await knock(t, lab)).status, 101);
    });
  }

  it('a client that resets while it asks for the 101 leaves no seat behind', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
    for (let count = 0; count < 20; count++) {
      const attacker = await attack(t, lab.port);
      attacker.write(upgradeRequest());
      attacker.reset();
      await attacker.ended;
    }
    await untilMetric(lab, waiting, 0);
    assert.equal((await knock(t, lab)).status, 101);
  });

  it('behind a trusted proxy, seats are counted for the clients that it names', async (t) => {
    const lab = await startLab(t, { trustProxy: 1, maxConnectionsPerAddress: 1 });
    const via = (forwarded: string) => knock(t, lab, { headers: { 'X-Forwarded-For': forwarded } });
    assert.equal((await via('192.0.2.1')).status, 101);
    assert.equal((await via('203.0.113.9, 192.0.2.1')).status, 429);
    assert.equal((await via('192.0.2.2')).status, 101);
    assert.match(JSON.stringify(lab.logged), /"address":"192\.0\.2\.1"/);
  });

  it('without a trusted proxy nobody gets another seat by naming another address', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
    assert.equal((await knock(t, lab, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 101);
    assert.equal((await knock(t, lab, { headers: { 'X-Forwarded-For': '192.0.2.2' } })).status, 429);
  });
});
