import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import WebSocket from 'ws';
import { passwordLimits } from '../../server/auth/accounts/passwords.ts';
import { connect } from '../support/client.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { metric, waiting } from '../support/limits.ts';
import { startSlowPasswords } from '../support/slow-passwords.ts';

/** Connects with a password from an address of this machine. @returns the status of the answer, and its headers */
function tryPassword(t: TestContext, { port }: RunningLab, password: string, from: string) {
  const host = `127.0.0.1:${port}`;
  const webSocket = new WebSocket(`wss://${host}/ws/basic`, {
    rejectUnauthorized: false,
    localAddress: from,
    origin: `https://${host}`,
    headers: { Authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}` },
  });
  t.after(() => webSocket.terminate());
  // Ending it before it was open is an error to ws.
  webSocket.on('error', () => {});
  return new Promise<Pick<IncomingMessage, 'statusCode' | 'headers'>>((resolve) => {
    webSocket.once('open', () => resolve({ statusCode: 101, headers: {} }));
    webSocket.once('unexpected-response', (_request, response) => resolve(response));
  });
}

/** So many wrong passwords at once, from some addresses. */
function tryWrong(t: TestContext, lab: RunningLab, count: number, addresses: number) {
  return Array.from({ length: count }, (_, index) =>
    tryPassword(t, lab, `wrong-${index}`, `127.0.1.${1 + (index % addresses)}`),
  );
}

describe('While passwords are checked slowly', { concurrency: 2, timeout: 150_000 }, () => {
  for (const addresses of [1, 4]) {
    it(`60 wrong ones of ${addresses} addresses delay neither a token nor a logout`, async (t) => {
      const slow = await startSlowPasswords(t);
      const { lab, endSession } = slow;
      void tryWrong(t, lab, 60, addresses);
      while ((await metric(lab, waiting)) < 50);
      const client = await connect(t, lab.urls.webSocket);
      client.send('{"token":"mine"}');
      assert.equal(await client.next(), 'Successfully authenticated.');
      endSession();
      assert.deepEqual(await client.closed, { code: 3000, reason: 'session ended' });
      assert.equal(slow.most, passwordLimits.running);
    });
  }

  it('those for which there is no room are told to come back, by 503', async (t) => {
    const { lab } = await startSlowPasswords(t);
    const room = passwordLimits.running + passwordLimits.waiting;
    const busy = tryWrong(t, lab, 2 * room, 1).map(async (answer) => {
      const { statusCode, headers } = await answer;
      assert.deepEqual([statusCode, headers['retry-after']], [503, '5']);
    });
    await Promise.any(busy);
  });

  it('the right one of another address need not wait for all others', async (t) => {
    const lab = await startLab(t, { authDeadlineMs: 0 });
    let answered = 0;
    const wrong = tryWrong(t, lab, 20, 2).map((answer) => answer.then(() => answered++));
    while ((await metric(lab, waiting)) < 18);
    const before = answered;
    assert.equal((await tryPassword(t, lab, 'rabbit-hole', '127.0.0.9')).statusCode, 101);
    // Two that had begun, and one of each other address; twice as many, because everything here takes time as well.
    assert.ok(answered - before <= 8, `${answered - before} came before`);
    await Promise.all(wrong);
  });
});
