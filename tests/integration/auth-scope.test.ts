import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, signIn } from '../support/auth.ts';
import { startLab } from '../support/lab.ts';

describe('the scope of an access token', () => {
  it('is all that the user may do, or less if less is asked for', async (t) => {
    const { urls } = await startLab(t);
    const { headers } = await signIn(urls.page);
    const issue = async (json?: unknown, body?: string, more = {}) =>
      ask(urls.page, '/auth/token', { method: 'POST', headers: { ...headers, ...more }, json, body });
    const whole = await issue();
    assert.deepEqual(whole.json.permissions, [
      ...['echo', 'shout', 'subscribe:room:*', 'publish:room:*', 'presence:room:*', 'history:room:*'],
      'subscribe:news',
    ]);
    assert.deepEqual((await issue({})).json.permissions, whole.json.permissions);

    const less = await issue({ scope: 'subscribe:room:1 publish:room:1:* echo echo' });
    assert.deepEqual(less.json.permissions, ['subscribe:room:1', 'publish:room:1:*', 'echo']);
    const [, claims = ''] = String(less.json.accessToken).split('.');
    const { scope } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.equal(scope, 'subscribe:room:1 publish:room:1:* echo');

    for (const scope of [
      ...['admin', 'publish:news', 'subscribe:*', 'subscribe:room', 'subscribe:room:*:x', 'subscribe:room:'],
      ...['', ' ', 'echo  shout', ' echo', 'echo\n', 'nothing', 'constructor', 7, null, true, ['echo'], {}],
    ]) {
      const { status, json } = await issue({ scope });
      assert.deepEqual([status, json.error], [400, 'invalid_scope'], JSON.stringify(scope));
    }
    for (const body of [[], ['echo']]) assert.equal((await issue(body)).status, 400);
    const echo = '{"scope":"echo"}';
    assert.equal((await issue(undefined, echo, { 'Content-Type': 'text/plain' })).status, 415);
    assert.deepEqual((await issue(undefined, echo)).json.permissions, ['echo']);
  });
});
