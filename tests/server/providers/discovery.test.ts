import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { createExchange } from '../../../server/auth/remote/exchange.ts';
import { findKeySet, metadataUrls } from '../../../server/providers/discovery.ts';
import { CONFIGURATION, serveIssuer } from '../../support/issuer.ts';
import { makeKey } from '../../support/provider.ts';

const MAX_BYTES = 1000;

function createAsker(t: TestContext) {
  const exchange = createExchange({
    who: 'The provider',
    authority: async () => undefined,
    maxAnswerBytes: MAX_BYTES,
    timeoutMs: 150,
  });
  t.after(() => exchange.close());
  return exchange;
}

function json(value: unknown, status = 200): RequestListener {
  return (_request, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

describe('Discovery', () => {
  it('looks where OpenID Connect and RFC 8414 say, with and without a path', () => {
    const urls = (issuer: string) => metadataUrls(issuer).map(({ href }) => href);
    assert.deepEqual(urls('https://a.example'), [
      'https://a.example/.well-known/openid-configuration',
      'https://a.example/.well-known/oauth-authorization-server',
    ]);
    assert.deepEqual(urls('https://a.example/realms/one/'), [
      'https://a.example/realms/one/.well-known/openid-configuration',
      'https://a.example/.well-known/oauth-authorization-server/realms/one',
    ]);
  });

  it('takes the second place where the first has nothing', async (t) => {
    const served = await serveIssuer(t, await makeKey('one'));
    const { issuer, instead } = served;
    instead.set(CONFIGURATION, json({}, 404));
    instead.set('/.well-known/oauth-authorization-server', json({ issuer, jwks_uri: `${issuer}/elsewhere` }));
    assert.equal((await findKeySet(issuer, createAsker(t))).href, `${issuer}/elsewhere`);
  });

  it('refuses metadata of another issuer, key sets that others could change on the way, and what is no metadata', async (t) => {
    const { issuer, instead } = await serveIssuer(t, await makeKey('one'));
    const exchange = createAsker(t);
    const jwks_uri = `${issuer}/keys`;
    for (const [metadata, problem] of [
      [{ issuer: `${issuer}/`, jwks_uri }, /another issuer/],
      [{ jwks_uri }, /another issuer/],
      [{ issuer, jwks_uri: 'http://issuer.example/keys' }, /safely/],
      [{ issuer, jwks_uri: 'https://user:password@issuer.example/keys' }, /safely/],
      [{ issuer, jwks_uri: 'file:///etc/passwd' }, /safely/],
      [{ issuer }, /safely/],
      ['text', /no JSON object/],
    ] as const) {
      instead.set(CONFIGURATION, json(metadata));
      await assert.rejects(findKeySet(issuer, exchange), problem);
    }
  });

  it('is not led elsewhere, flooded or kept waiting', async (t) => {
    const { issuer, instead, asked } = await serveIssuer(t, await makeKey('one'));
    const exchange = createAsker(t);
    const huge = `{"issuer":"${issuer}","pad":"${'x'.repeat(MAX_BYTES)}"}`;
    const answers: readonly (readonly [RequestListener, RegExp])[] = [
      [
        (_request, response) => response.writeHead(302, { Location: `${issuer}/there` }).end(),
        /answered with 404/,
      ],
      [json(huge), /more than 1000 bytes/],
      [() => {}, /did not answer within 150 ms/],
      [
        (_request, response) => {
          response.writeHead(200, { 'Content-Type': 'application/json' }).write('{');
          const timer = setInterval(() => response.write(' '), 20);
          response.on('close', () => clearInterval(timer));
        },
        /did not answer within 150 ms/,
      ],
      [(_request, response) => response.end('<html>'), /no JSON/],
      [(request) => request.socket.destroy(), /cannot be reached/],
    ];
    for (const [answer, problem] of answers) {
      instead.set(CONFIGURATION, answer);
      await assert.rejects(findKeySet(issuer, exchange), problem);
    }
    assert.equal(asked.includes('/there'), false);
  });
});
