import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { methodIds } from '../../../protocol/methods.ts';
import { certificates } from '../../../server/basics/paths.ts';
import { loadOrMakeCertificates } from '../../../server/net/tls/tls.ts';
import { fetchTicket, signIn } from '../../support/auth.ts';
import { startLab } from '../../support/lab.ts';
import {
  type Attempt,
  attempt,
  clientCertificate,
  cookieAttempt,
  present,
  refusals,
} from '../../support/methods.ts';

const badCredentials: Record<string, string> = {
  nothing: '',
  nonsense: 'nonsense',
  'the demo token with a character more': `${DEMO_TOKEN}0`,
  'the demo token in upper case': DEMO_TOKEN.toUpperCase(),
  'a user who does not exist': 'mallory:rabbit-hole',
  'a wrong password': 'alice:tea-party',
  'a token without signature': `${b64({ alg: 'none', typ: 'at+jwt' })}.${b64({ sub: 'alice', scope: 'admin', exp: 9e9 })}.`,
  'a token signed with another key': `${b64({ alg: 'HS256', typ: 'at+jwt' })}.${b64({ sub: 'alice' })}.${'A'.repeat(43)}`,
  'an injection': `' OR '1'='1`,
  '3 KiB of letters': 'x'.repeat(3000),
};

function b64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('Each method refuses the same bad credentials', { concurrency: 3 }, () => {
  for (const [what, credential] of Object.entries(badCredentials)) {
    it(what, async (t) => {
      const lab = await startLab(t, { authFailuresPerMinute: 0 });
      const origin = lab.urls.page.slice(0, -1);
      for (const id of methodIds) {
        if (id === 'client-certificate') continue;
        const how: Attempt =
          id === 'cookie'
            ? cookieAttempt(lab, {
                cookie: `__Host-session-${lab.port}=${encodeURIComponent(credential)}`,
                csrfToken: 'x',
                headers: {},
              })
            : present[id](credential);
        const options = { origin, ...how.options };
        assert.equal(await attempt(t, lab, id, { ...how, options }), refusals[id], id);
      }
    });
  }

  it('no credential at all, or one of another method', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const origin = lab.urls.page.slice(0, -1);
    for (const id of methodIds) {
      const options = { origin, headers: { Authorization: 'Negotiate x' } };
      const how = typeof refusals[id] === 'number' && refusals[id] > 1000 ? { first: '{}' } : {};
      assert.equal(await attempt(t, lab, id, { ...how, options }), refusals[id], id);
    }
    assert.equal(await attempt(t, lab, 'query-ticket', present['query-ticket'](DEMO_TOKEN)), 401);
    const ticket = await fetchTicket(lab.urls.page, await signIn(lab.urls.page), 'query-ticket');
    assert.equal(await attempt(t, lab, 'bearer-header', present['bearer-header'](ticket)), 401);
  });

  it('a certificate of another authority, or one that is made for servers', async (t) => {
    const lab = await startLab(t);
    const origin = lab.urls.page.slice(0, -1);
    const directory = await mkdtemp(path.join(tmpdir(), 'other-authority-'));
    t.after(() => rm(directory, { recursive: true }));
    const server = await loadOrMakeCertificates({ directory });
    const other = await clientCertificate(directory, 'alice');
    const ours = lab.tls;
    assert.ok(ours);
    for (const pair of [other, { cert: server.cert, key: server.key }, { cert: ours.cert, key: ours.key }]) {
      assert.equal(await attempt(t, lab, 'client-certificate', { options: { ...pair, origin } }), 401);
    }
    const stranger = await clientCertificate(certificates, 'mallory');
    assert.equal(await attempt(t, lab, 'client-certificate', { options: { ...stranger, origin } }), 401);
  });
});
