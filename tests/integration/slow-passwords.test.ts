import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import WebSocket from 'ws';
import { passwordLimits } from '../../server/auth/passwords.ts';
import { connect } from '../support/client.ts';
import type { RunningLab } from '../support/lab.ts';
import { enter, knock, metric, untilMetric, waiting } from '../support/limits.ts';
import { startSlowPasswords } from '../support/slow-passwords.ts';

/** Begins to connect with a password, from an address of this machine. */
function tryPassword(t: TestContext, lab: RunningLab, password: string, from: string) {
  const host = `127.0.0.1:${lab.port}`;
  const webSocket = new WebSocket(`wss://${host}/ws/basic`, {
    rejectUnauthorized: false,
    localAddress: from,
    origin: `https://${host}`,
    headers: { Authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}` },
  });
  t.after(() => webSocket.terminate());
  // Ending it before it was open is an error to ws.
  webSocket.on('error', () => {});
  const opened = new Promise<number>((resolve) => webSocket.once('open', () => resolve(101)));
  const refused = new Promise<IncomingMessage>((resolve) => {
    webSocket.once('unexpected-response', (_request, response) => resolve(response));
  });
  return { webSocket, status: Promise.race([opened, refused.then(({ statusCode }) => statusCode)]), refused };
}

/** So many wrong passwords at once, from some addresses; resolves when the server has them all. */
async function tryWrong(t: TestContext, lab: RunningLab, count: number, addresses: number) {
  const before = await metric(lab, waiting);
  const tries = Array.from({ length: count }, (_, index) =>
    tryPassword(t, lab, `wrong-${index}`, `127.0.1.${1 + (index % addresses)}`),
  );
  await untilMetric(lab, waiting, before + count);
  return tries;
}

const me = '127.0.0.9';

describe('While passwords are checked slowly', { concurrency: 2, timeout: 60_000 }, () => {
  for (const addresses of [1, 4]) {
    it(`60 wrong ones of ${addresses} addresses delay neither a token nor a logout`, async (t) => {
      const { lab, asked, endSessions } = await startSlowPasswords(t, { authFailuresPerMinute: 0 });
      await tryWrong(t, lab, 60, addresses);
      const client = await connect(t, lab.urls.webSocket);
      client.send('{"token":"mine"}');
      assert.equal(await client.next(), 'Successfully authenticated.');
      endSessions();
      assert.deepEqual(await client.closed, { code: 3000, reason: 'session ended' });
      assert.equal(asked.length, passwordLimits.running, 'and not one of them was answered meanwhile');
    });
  }

  it('somebody of another address waits for one of each other address, not for all of theirs', async (t) => {
    const { lab, asked, untilAsked, answer } = await startSlowPasswords(t, { authFailuresPerMinute: 0 });
    await tryWrong(t, lab, 60, 4);
    const mine = tryPassword(t, lab, 'right', me);
    await untilMetric(lab, waiting, 61);
    const before = asked.length;
    for (let turn = 1; turn <= 5; turn++) {
      answer();
      await untilAsked(before + turn);
    }
    assert.equal(asked.at(-1), 'right');
    for (let checked = 0; checked < passwordLimits.running; checked++) answer();
    assert.equal(await mine.status, 101);
  });

  it('an address that has taken all places gets 503, and somebody of another address a place of theirs', async (t) => {
    const { lab, asked, untilAsked, answer } = await startSlowPasswords(t, { authFailuresPerMinute: 0 });
    const room = passwordLimits.running + passwordLimits.waiting;
    const all = await tryWrong(t, lab, room, 1);
    const more = tryPassword(t, lab, 'wrong', '127.0.1.1');
    const refusal = await more.refused;
    assert.deepEqual([refusal.statusCode, refusal.headers['retry-after']], [503, '5']);
    const mine = tryPassword(t, lab, 'right', me);
    const turnedAway = await Promise.race(all.map(({ refused }) => refused));
    assert.equal(turnedAway?.statusCode, 503);
    answer();
    await untilAsked(passwordLimits.running + 1);
    answer();
    await untilAsked(passwordLimits.running + 2);
    assert.ok(asked.includes('right'));
    answer();
    answer();
    assert.equal(await mine.status, 101);
    const unasked = 'lab_auth_check_seconds_count{method="basic",result="unasked"}';
    assert.equal(await metric(lab, unasked), 2);
    assert.equal(lab.logged.filter(({ level }) => Number(level) >= 40).length, 0, 'no alarm');
  });

  it('a guess counts, though its client has left before the answer', async (t) => {
    const { lab, untilAsked, answer } = await startSlowPasswords(t, { authFailuresPerMinute: 1 });
    const { webSocket } = tryPassword(t, lab, 'wrong', '127.0.0.1');
    await untilAsked(1);
    webSocket.terminate();
    await untilMetric(lab, waiting, 0);
    answer();
    await untilMetric(lab, 'lab_auth_check_seconds_count{method="basic",result="refused"}', 1);
    assert.equal((await knock(t, lab)).status, 429);
    assert.equal(lab.logged.filter(({ level }) => Number(level) >= 40).length, 0, 'no alarm');
  });

  it('those who leave the line are not asked about, and raise no alarm', async (t) => {
    const { lab, asked, untilAsked, answer } = await startSlowPasswords(t);
    const all = await tryWrong(t, lab, 20, 1);
    for (const { webSocket } of all) webSocket.terminate();
    await untilMetric(lab, waiting, 0);
    const mine = tryPassword(t, lab, 'right', me);
    for (let checked = 0; checked < passwordLimits.running; checked++) answer();
    await untilAsked(passwordLimits.running + 1);
    answer();
    assert.equal(await mine.status, 101);
    assert.equal(asked.length, passwordLimits.running + 1);
    await enter(t, lab, { from: me });
    assert.equal(await metric(lab, 'lab_auth_check_seconds_count{method="basic",result="failed"}'), 0);
    assert.equal(lab.logged.filter(({ level }) => Number(level) >= 40).length, 0, 'no alarm');
  });
});
