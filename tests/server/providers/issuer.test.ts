import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { asBearer } from '../../../server/auth/tokens/bound-tokens.ts';
import { createIssuer } from '../../../server/providers/issuer.ts';
import { createKeySet } from '../../../server/providers/key-set.ts';
import {
  audience,
  type Change,
  LOGOUT_EVENT,
  makeKey,
  mint,
  mintLogout,
  publicPart,
  type SigningKey,
} from '../../support/provider.ts';

const issuer = 'https://issuer.example';
const clientId = 'a-client';

/** One provider with these keys, and a clock that stands still. */
function setUp(keys: readonly SigningKey[], tokenTypes: readonly string[] = ['at+jwt']) {
  const clock = { wall: Date.now() };
  const published = JSON.stringify({ keys: keys.map(publicPart) });
  let fetches = 0;
  const keySet = createKeySet({
    issuer,
    now: () => clock.wall,
    fetched: () => fetches++,
    exchange: {
      ask: async ({ url }) =>
        url.pathname === '/keys' ? published : JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }),
    },
  });
  const made = createIssuer({
    issuer,
    audience,
    clientId,
    tokenTypes,
    keys: keySet,
    now: () => clock.wall + 1000,
    wall: () => clock.wall,
  });
  return {
    ...made,
    /** Whom the token lets in by itself. */
    identify: async (token: string) => asBearer(await made.read(token)),
    clock,
    fetches: () => fetches,
  };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('An access token of a provider', () => {
  it('says who comes, what they may do, until when, and in which session', async () => {
    const key = await makeKey('one');
    const { identify, clock } = setUp([key]);
    const iat = Math.floor(clock.wall / 1000);
    const token = await mint(issuer, key, { claims: { sid: 'a-session', iat, exp: iat + 60 } });
    assert.deepEqual(await identify(token), {
      user: 'alice',
      permissions: ['echo', 'shout'],
      // By the lab's own clock, which is a second ahead here.
      expiresAt: (iat + 60) * 1000 + 1000,
      provider: { issuer, issuedAt: iat, session: 'a-session' },
    });
    const bare = await identify(await mint(issuer, key, { claims: { scope: undefined } }));
    assert.deepEqual(bare?.permissions, [], 'without scope it grants nothing but the connection');
  });

  it('is refused if anything about it is wrong', async () => {
    const key = await makeKey('one');
    const { identify, clock } = setUp([key]);
    const now = Math.floor(clock.wall / 1000);
    assert.ok(await identify(await mint(issuer, key)), 'the right one');
    const changes: Record<string, Change> = {
      'for somebody else': { claims: { aud: 'another-service' } },
      'for nobody': { claims: { aud: undefined } },
      'of another issuer': { claims: { iss: `${issuer}/` } },
      'of no issuer': { claims: { iss: undefined } },
      'of nobody': { claims: { sub: undefined } },
      'of a name that would forge a line of the log': { claims: { sub: 'alice\nadmin' } },
      'without end': { claims: { exp: undefined } },
      'whose end is in milliseconds': { claims: { exp: (now + 60) * 1000 } },
      'expired this very second': { claims: { exp: now } },
      'not valid for another 31 s': { claims: { nbf: now + 31 } },
      'issued 31 s from now': { claims: { iat: now + 31 } },
      'of another type': { header: { typ: 'JWT' } },
      'of no type': { header: { typ: undefined } },
      'of a list of types': { header: { typ: ['at+jwt'] } },
      'an ID token': { header: { typ: undefined }, claims: { nonce: 'n' } },
      'a logout token': { claims: { events: { [LOGOUT_EVENT]: {} } } },
      'bound to a key': { claims: { cnf: { jkt: 'thumbprint' } } },
      'with an extension that nobody knows': { header: { crit: ['x'], x: 1 } },
      'with scopes that are no text': { claims: { scope: ['echo'] } },
    };
    for (const [what, change] of Object.entries(changes)) {
      assert.equal(await identify(await mint(issuer, key, change)), undefined, what);
    }
    const early = await mint(issuer, key, { claims: { nbf: now + 29, iat: now + 29 } });
    assert.ok(await identify(early), 'a clock that is 29 s ahead');
    assert.ok(await identify(await mint(issuer, key, { claims: { exp: now + 1 } })), 'one more second');
    assert.ok(await identify(await mint(issuer, key, { claims: { aud: ['x', audience] } })), 'also for us');
  });

  it('is refused whatever its signature pretends', async () => {
    const [key, stranger, rsa] = [await makeKey('one'), await makeKey('one'), await makeKey('two', 'RS256')];
    const { identify, fetches } = setUp([key, rsa]);
    const [, payload = ''] = (await mint(issuer, key)).split('.');
    const unsigned = (header: object, signature = '') =>
      `${encoded({ typ: 'at+jwt', ...header })}.${payload}.${signature}`;
    const hmac = (secret: string | Buffer) => {
      const header = encoded({ typ: 'at+jwt', alg: 'HS256', kid: 'two' });
      return `${header}.${payload}.${createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')}`;
    };
    const publicKey = createPublicKey({ key: publicPart(rsa), format: 'jwk' });
    const [header = '', , signature = ''] = (await mint(issuer, key)).split('.');
    const forged: Record<string, string> = {
      'signed by another key of the same name': await mint(issuer, stranger),
      'with the key in its header': await mint(issuer, stranger, {
        header: { kid: undefined, jwk: publicPart(stranger) },
      }),
      'not signed': unsigned({ alg: 'none' }, 'AA'),
      'not signed, in capitals': unsigned({ alg: 'NONE' }, 'AA'),
      'with the public key as the secret, PEM': hmac(publicKey.export({ type: 'spki', format: 'pem' })),
      'with the public key as the secret, DER': hmac(publicKey.export({ type: 'spki', format: 'der' })),
      'RS256 by the key for ES256': await mint(issuer, rsa, { header: { kid: 'one' } }),
      'ES256 by the key for RS256': await mint(issuer, key, { header: { kid: 'two' } }),
      'with another payload': `${header}.${encoded({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'bob' })}.${signature}`,
      'with a signature of zeros': `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
      encrypted: `${header}.${payload}.${signature}.AA.AA`,
    };
    for (const [what, token] of Object.entries(forged)) assert.equal(await identify(token), undefined, what);
    assert.ok(fetches() <= 1, 'none of these keys was worth a second fetch');
    assert.ok(await identify(await mint(issuer, rsa)), 'RS256 by its own key');
  });

  it('may be of the type JWT only if the options say so', async () => {
    const key = await makeKey('one');
    const { identify } = setUp([key], ['JWT']);
    assert.ok(await identify(await mint(issuer, key, { header: { typ: 'jwt' } })));
    assert.ok(await identify(await mint(issuer, key, { header: { typ: 'application/jwt' } })));
    assert.equal(await identify(await mint(issuer, key)), undefined, 'at+jwt is then another type');
    const logout = await mintLogout(issuer, key, { header: { typ: 'JWT' }, claims: { aud: audience } });
    assert.equal(await identify(logout), undefined, 'a logout token of the same type');
  });
});

describe('A logout token', () => {
  it('names a person, a session or both', async () => {
    const key = await makeKey('one');
    const { readLogout } = setUp([key]);
    const read = async (claims: Change['claims'], header?: Change['header']) => {
      const logout = await readLogout(
        await mintLogout(issuer, key, { claims: { aud: clientId, ...claims }, ...(header && { header }) }),
      );
      return logout && [logout.subject, logout.session];
    };
    assert.deepEqual(await read({}), ['alice', undefined]);
    assert.deepEqual(await read({ sid: 's' }), ['alice', 's']);
    assert.deepEqual(await read({ sub: undefined, sid: 's' }), [undefined, 's']);
    assert.deepEqual(
      await read({}, { typ: undefined }),
      ['alice', undefined],
      'many providers state no type',
    );
  });

  it('is refused if anything about it is wrong', async () => {
    const [key, stranger] = [await makeKey('one'), await makeKey('one')];
    const { readLogout, clock } = setUp([key]);
    const now = Math.floor(clock.wall / 1000);
    const changes: Record<string, Change> = {
      'for the audience, which is no client': { claims: { aud: audience } },
      'of another issuer': { claims: { iss: 'https://other.example' } },
      'that names nobody': { claims: { sub: undefined } },
      'with a session that is no text': { claims: { sid: 7 } },
      'without an event': { claims: { events: undefined } },
      'of another event': { claims: { events: { 'https://example.org/else': {} } } },
      'whose event is no object': { claims: { events: { [LOGOUT_EVENT]: true } } },
      'with a nonce, as an ID token has': { claims: { nonce: 'n' } },
      'without an id': { claims: { jti: undefined } },
      'without a time': { claims: { iat: undefined } },
      'of the future, which would call back tokens to come': { claims: { iat: now + 31, exp: now + 60 } },
      'that has expired': { claims: { iat: now - 60, exp: now } },
      'without end': { claims: { exp: undefined } },
      'of the type of access tokens': { header: { typ: 'at+jwt' } },
    };
    for (const [what, { header, claims }] of Object.entries(changes)) {
      const token = await mintLogout(issuer, key, {
        claims: { aud: clientId, ...claims },
        ...(header && { header }),
      });
      assert.equal(await readLogout(token), undefined, what);
    }
    const forged = await mintLogout(issuer, stranger, { claims: { aud: clientId } });
    assert.equal(await readLogout(forged), undefined, 'signed by another key of the same name');
  });
});
