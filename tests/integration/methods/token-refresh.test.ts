import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createClock } from '../../../server/basics/clock.ts';
import { ask, fetchTicket, signIn } from '../../support/auth.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { accessToken, attempt, present } from '../../support/methods.ts';

describe('token-refresh', { concurrency: 3 }, () => {
  /** Both clocks of a lab, to be turned by so many milliseconds. */
  function turnable() {
    const turned = { wall: 0, steady: 0 };
    const now = createClock(
      () => Date.now() + turned.wall,
      () => performance.now() + turned.steady,
    );
    return { now, turned };
  }

  async function open(t: TestContext, user: string, password: string) {
    const { now, turned } = turnable();
    const lab = await startLab(t, {}, now);
    const session = await signIn(lab.urls.page, user, password);
    const client = await connect(t, `${lab.urls.methods.get('token-refresh')}`);
    client.send(JSON.stringify({ type: 'authenticate', token: await accessToken(lab, session) }));
    const { type, user: name } = JSON.parse(await client.next());
    assert.deepEqual([type, name], ['authenticated', user]);
    const say = async (message: object) => {
      client.send(JSON.stringify(message));
      return JSON.parse(await client.next());
    };
    return { lab, session, client, say, turned };
  }

  it('C27 renews on the open connection, and each message needs its permission', async (t) => {
    const { lab, session, say } = await open(t, 'alice', 'rabbit-hole');
    assert.deepEqual(await say({ type: 'shout', msg: 'hi' }), { type: 'shout', msg: 'HI' });
    const forbidden = { type: 'error', error: 'forbidden', permission: 'admin' };
    assert.deepEqual(await say({ type: 'admin', msg: 'x' }), forbidden);
    const { type, expiresIn } = await say({ type: 'refresh', token: await accessToken(lab, session) });
    assert.equal(type, 'refreshed');
    assert.ok(expiresIn > 50 && expiresIn <= 60);
    assert.deepEqual(await say({ type: 'echo', msg: 'still here' }), { type: 'echo', msg: 'still here' });
  });

  it('lets an admin do what needs the permission', async (t) => {
    const { say } = await open(t, 'bob', 'tea-party');
    assert.equal((await say({ type: 'admin', msg: 'x' })).type, 'admin');
  });

  it('answers a message that is not typed with an error, and stays open', async (t) => {
    const { client, say } = await open(t, 'alice', 'rabbit-hole');
    client.send('nonsense');
    assert.equal(await client.next(), '{"error":"invalid JSON"}');
    for (const message of [
      [],
      { msg: 'x' },
      { type: 'fly', msg: 'x' },
      { type: 'echo', msg: 1 },
      { type: 'refresh' },
    ]) {
      assert.equal((await say(message)).type, 'error');
    }
  });

  it('C27 ends with 3003 when it is renewed as another user, and with 3000 when it is renewed with nonsense', async (t) => {
    const alice = await open(t, 'alice', 'rabbit-hole');
    const bob = await signIn(alice.lab.urls.page, 'bob', 'tea-party');
    alice.client.send(JSON.stringify({ type: 'refresh', token: await accessToken(alice.lab, bob) }));
    assert.deepEqual(await alice.client.closed, { code: 3003, reason: 'forbidden' });
    const other = await open(t, 'alice', 'rabbit-hole');
    other.client.send('{"type":"refresh","token":"nonsense"}');
    assert.deepEqual(await other.client.closed, { code: 3000, reason: 'unauthorized' });
  });

  it('refuses a token that has expired, at the start and as renewal', async (t) => {
    const { lab, session, say, client, turned } = await open(t, 'alice', 'rabbit-hole');
    const stale = await accessToken(lab, session);
    turned.wall += 40_000;
    assert.equal((await say({ type: 'refresh', token: await accessToken(lab, session) })).type, 'refreshed');
    turned.wall += 25_000;
    assert.equal(await attempt(t, lab, 'token-refresh', present['token-refresh'](stale)), 3000);
    client.send(JSON.stringify({ type: 'refresh', token: stale }));
    assert.equal((await client.closed).code, 3000);
  });

  it('C26 acts on no message after its token has expired, even if the machine slept at that moment', async (t) => {
    const { client, turned } = await open(t, 'alice', 'rabbit-hole');
    client.webSocket.on('message', (data) => assert.fail(`received ${data}`));
    turned.wall += 61_000;
    client.send('{"type":"echo","msg":"late"}');
    assert.deepEqual(await client.closed, { code: 3008, reason: 'token expired' });
  });

  it('C26 lasts neither longer nor shorter when the clock is set back', async (t) => {
    const { lab, session, client, say, turned } = await open(t, 'alice', 'rabbit-hole');
    turned.wall -= 3_600_000;
    const { expiresIn } = await say({ type: 'refresh', token: await accessToken(lab, session) });
    assert.ok(expiresIn > 50 && expiresIn <= 60, String(expiresIn));
    turned.steady += 61_000;
    client.send('{"type":"echo","msg":"late"}');
    assert.deepEqual(await client.closed, { code: 3008, reason: 'token expired' });
  });

  it('C26 ends within a second of signing out, and other sessions stay', async (t) => {
    const { lab, session, client } = await open(t, 'alice', 'rabbit-hole');
    const other = await connect(t, lab.urls.webSocket);
    other.send(JSON.stringify({ token: await fetchTicket(lab.urls.page, await signIn(lab.urls.page)) }));
    await other.next();
    const answer = await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    assert.equal(answer.status, 204);
    assert.deepEqual(await client.closed, { code: 3000, reason: 'session ended' });
    other.send('"still here"');
    assert.equal(await other.next(), '"still here"');
  });
});
