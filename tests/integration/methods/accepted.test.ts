import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { certificates } from '../../../server/basics/paths.ts';
import { fetchTicket, signIn } from '../../support/auth.ts';
import { startLab } from '../../support/lab.ts';
import {
  accessToken,
  attempt,
  clientCertificate,
  cookieAttempt,
  present,
  refusals,
} from '../../support/methods.ts';

describe('Each method lets in a client with its credential', { concurrency: 3 }, () => {
  for (const id of [
    'first-message',
    'authenticate-message',
    'query-token',
    'subprotocol',
    'bearer-header',
  ] as const) {
    it(`${id}: the demo token`, async (t) => {
      const lab = await startLab(t);
      assert.equal(await attempt(t, lab, id, present[id](DEMO_TOKEN)), 'open');
    });
  }
  it('an operator’s token with every allowed character, in each place, and the log does not show it', async (t) => {
    const authToken = 'AZaz09-._~'.repeat(4);
    const lab = await startLab(t, { authToken });
    for (const id of [
      'first-message',
      'authenticate-message',
      'query-token',
      'subprotocol',
      'bearer-header',
    ] as const) {
      assert.equal(await attempt(t, lab, id, present[id](authToken)), 'open');
    }
    // Once more, to the wrong method, and as a message.
    const wrong = await attempt(t, lab, 'query-ticket', { query: `?ticket=${authToken}` });
    assert.equal(wrong, refusals['query-ticket']);
    assert.equal(JSON.stringify(lab.logged).includes(authToken.slice(10)), false);
  });

  for (const id of [
    'first-message',
    'authenticate-message',
    'query-ticket',
    'subprotocol',
    'bearer-header',
  ] as const) {
    const claim = id === 'query-ticket' ? 'C18 ' : '';
    it(`${claim}${id}: a ticket, once`, async (t) => {
      const lab = await startLab(t);
      const how = present[id](await fetchTicket(lab.urls.page, await signIn(lab.urls.page), id));
      assert.equal(await attempt(t, lab, id, how), 'open');
      assert.equal(await attempt(t, lab, id, how), refusals[id]);
    });
  }

  it('basic: name and password', async (t) => {
    const lab = await startLab(t);
    const how = present.basic('alice:rabbit-hole');
    const origin = lab.urls.page.slice(0, -1);
    assert.equal(await attempt(t, lab, 'basic', { options: { ...how.options, origin } }), 'open');
  });

  it('C15 cookie: the session’s cookie, from this origin, with its CSRF token', async (t) => {
    const lab = await startLab(t);
    const alice = await signIn(lab.urls.page);
    assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, alice)), 'open');
  });

  it('C22 client-certificate: a certificate of the local authority', async (t) => {
    const lab = await startLab(t);
    const options = {
      ...(await clientCertificate(certificates, 'alice')),
      origin: lab.urls.page.slice(0, -1),
    };
    assert.equal(await attempt(t, lab, 'client-certificate', { options }), 'open');
  });

  it('token-refresh: a signed access token', async (t) => {
    const lab = await startLab(t);
    const token = await accessToken(lab, await signIn(lab.urls.page));
    assert.equal(await attempt(t, lab, 'token-refresh', present['token-refresh'](token)), 'open');
  });
});
