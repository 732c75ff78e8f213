import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { closeFrame, text } from '../../support/attacker.ts';
import { introspectionSecret, startStandalone } from '../../support/auth.ts';
import { fetchRaw } from '../../support/http.ts';
import { type RunningLab, startLab } from '../../support/lab.ts';
import { enter, knock, metric, refused, stranger, wrongToken } from '../../support/limits.ts';

describe('Failed authentications', { concurrency: true, timeout: 30_000 }, () => {
  const fail = async (t: TestContext, lab: RunningLab) => {
    const guess = await knock(t, lab);
    assert.equal(guess.status, 101);
    guess.write(wrongToken);
    assert.deepEqual(closeFrame(await guess.ended), { code: 1011, reason: 'unauthenticated' });
  };

  it('use up a budget, after which the address gets 429 before the 101 and others are served', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 2 });
    await fail(t, lab);
    await fail(t, lab);
    const { status, retryAfter } = await knock(t, lab);
    assert.equal(status, 429);
    assert.ok(retryAfter > 0 && retryAfter <= 60, String(retryAfter));
    await enter(t, lab, { from: stranger });
    assert.equal(await metric(lab, refused('tooManyFailures')), 1);
  });

  it('do not affect connected clients, and success costs nothing', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 1 });
    for (let count = 0; count < 5; count++) await enter(t, lab);
    const honest = await enter(t, lab);
    await fail(t, lab);
    assert.equal((await knock(t, lab)).status, 429);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
  });

  it('count together over WebSocket methods and sign-ins', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 3 });
    await fail(t, lab);
    assert.equal((await knock(t, lab, { path: '/ws/query-token?token=wrong' })).status, 401);
    const signIn = () =>
      fetchRaw(lab.urls.page, '/auth/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"user":"alice","password":"wrong"}',
        host: '127.0.0.1',
        hostname: '127.0.0.1',
      });
    assert.equal((await signIn()).status, 401);
    assert.equal((await knock(t, lab)).status, 429);
    const refusedSignIn = await signIn();
    assert.equal(refusedSignIn.status, 429);
    assert.match(String(refusedSignIn.headers['retry-after']), /^[1-6]?\d$/);
  });

  it('of connections that were admitted before are not asked about beyond the budget', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 2 });
    const guesses = [await knock(t, lab), await knock(t, lab), await knock(t, lab), await knock(t, lab)];
    for (const guess of guesses) {
      guess.write(wrongToken);
      assert.deepEqual(closeFrame(await guess.ended), { code: 1011, reason: 'unauthenticated' });
    }
    const asked = (result: string) =>
      metric(lab, `lab_auth_check_seconds_count{method="first-message",result="${result}"}`);
    assert.deepEqual([await asked('refused'), await asked('unasked')], [2, 2]);
  });

  for (const letter of ['x', 'é', '€', '"', '\ufffd']) {
    const name = JSON.stringify(letter);
    it(`include a credential of ${name} that is too long, without an alarm, even with an auth server elsewhere`, async (t) => {
      const auth = await startStandalone(t);
      const asking = { demo: false, authServer: auth, introspectionSecret, method: ['basic', 'cookie'] };
      const lab = await startLab(t, { ...asking, authFailuresPerMinute: 3 });
      const long = letter.repeat(Math.floor(11_000 / Buffer.byteLength(letter)));
      const Origin = 'https://localhost';
      const password = `Basic ${Buffer.from(`alice:${long}`).toString('base64')}`;
      const basic = { path: '/ws/basic', headers: { Origin, Authorization: password } };
      assert.equal((await knock(t, lab, basic)).status, 401);
      const csrf = `csrf.${'x'.repeat(11_000)}`;
      const Cookie = `__Host-session-${new URL(auth).port}=${'A'.repeat(43)}`;
      const headers = { Origin, Cookie, 'Sec-WebSocket-Protocol': `lab.v1, ${csrf}` };
      assert.equal((await knock(t, lab, { path: '/ws/cookie', headers })).status, 401);
      const guess = await knock(t, lab);
      guess.write(text(JSON.stringify({ token: letter.repeat(Math.floor(4000 / Buffer.byteLength(name))) })));
      await guess.ended;
      assert.equal((await knock(t, lab)).status, 429);
      assert.equal(lab.logged.filter(({ level }) => Number(level) >= 40).length, 0);
      for (const method of ['basic', 'cookie', 'first-message']) {
        assert.equal(
          await metric(lab, `lab_auth_check_seconds_count{method="${method}",result="failed"}`),
          0,
        );
      }
    });
  }

  it('do not include silence, nonsense, or a first request of Basic', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 1, authDeadlineMs: 200 });
    await (await knock(t, lab)).ended;
    const nonsense = await knock(t, lab);
    nonsense.write(text('nonsense'));
    await nonsense.ended;
    const headers = { Origin: lab.urls.page.slice(0, -1), Host: new URL(lab.urls.page).host };
    assert.equal((await knock(t, lab, { path: '/ws/basic', headers })).status, 401);
    assert.equal((await knock(t, lab)).status, 101);
  });
});
