import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signIn } from '../../support/auth.ts';
import { startLab } from '../../support/lab.ts';
import { attempt, cookieAttempt, present } from '../../support/methods.ts';

describe('Methods whose credential the browser adds by itself', { concurrency: 3 }, () => {
  it('C14 C15 refuse every other origin with 403, and a missing or wrong CSRF token as well', async (t) => {
    const lab = await startLab(t);
    const alice = await signIn(lab.urls.page);
    const bob = await signIn(lab.urls.page, 'bob', 'tea-party');
    const port = lab.port;
    for (const origin of [
      'https://attacker.example',
      `https://attacker.localhost:${port}`,
      `https://localhost:${port + 1}`,
      `http://localhost:${port}`,
      'null',
      `https://localhost:${port}.attacker.example`,
    ]) {
      assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, alice, origin)), 403, origin);
      const basic = { ...present.basic('alice:rabbit-hole').options, origin };
      assert.equal(await attempt(t, lab, 'basic', { options: basic }), 403, origin);
    }
    const { options: withoutOrigin } = present.basic('alice:rabbit-hole');
    assert.equal(await attempt(t, lab, 'basic', { options: { ...withoutOrigin } }), 403, 'no Origin');
    const forged = { ...alice, csrfToken: bob.csrfToken };
    assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, forged)), 403);
    assert.equal(
      await attempt(t, lab, 'cookie', { ...cookieAttempt(lab, alice), protocols: ['lab.v1'] }),
      403,
    );
  });

  it('C06 the right Origin, forged by a script, opens nothing without the credential', async (t) => {
    const lab = await startLab(t);
    const options = { origin: lab.urls.page.slice(0, -1) };
    for (const id of ['cookie', 'basic', 'client-certificate', 'bearer-header', 'query-token'] as const) {
      assert.equal(await attempt(t, lab, id, { options }), 401, id);
    }
  });
});
