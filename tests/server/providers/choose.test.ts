import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { methodIds } from '../../../protocol/methods.ts';
import { newSecret } from '../../../server/auth/secrets.ts';
import type { Verifier } from '../../../server/auth/verifier.ts';
import { chooseVerifier } from '../../../server/providers/choose.ts';
import { makeKey, mint } from '../../support/provider.ts';

const key = await makeKey('one');
const down = 'https://down.example';
const ours = 'a-token-of-the-operator-of-this-server';
const { signal } = new AbortController();

/** A server with two providers, of which one is down, and an endpoint for opaque tokens. */
function setUp() {
  const asked: string[] = [];
  const answering = (name: string, isKnown: (token: string) => boolean): Verifier => ({
    async verify(token) {
      asked.push(name);
      return isKnown(token) ? { user: name, permissions: [] } : undefined;
    },
  });
  const verifier = chooseVerifier({
    own: answering('own', (token) => token === ours),
    providers: new Map<string, Verifier>([
      ['https://up.example', answering('up', () => true)],
      [down, { verify: async () => Promise.reject(new Error('down')) }],
    ]),
    endpoint: answering('endpoint', () => true),
    secrets: [ours, DEMO_TOKEN],
  });
  return {
    /** Who was asked, or `error`. */
    async ask(token: string, method: (typeof methodIds)[number] = 'first-message') {
      asked.length = 0;
      await verifier.verify(token, { method, signal }).catch(() => asked.push('error'));
      return asked.join(' ');
    },
  };
}

describe('A credential is shown', () => {
  it('to the provider that it names, and one that is down decides about its own tokens only', async () => {
    const { ask } = setUp();
    assert.equal(await ask(await mint('https://up.example', key)), 'up');
    assert.equal(await ask(await mint(down, key)), 'error');
    assert.equal(await ask(await mint('https://unknown.example', key)), 'own');
    assert.equal(await ask(ours), 'own');
    assert.equal(await ask('an-opaque-token'), 'own endpoint');
  });

  it('to a provider or an endpoint only by methods that take such tokens, never from a URL', async () => {
    const { ask } = setUp();
    const token = await mint('https://up.example', key);
    const takers = [];
    for (const method of methodIds) {
      const [jwt, opaque] = [await ask(token, method), await ask('an-opaque-token', method)];
      assert.equal(jwt === 'up', opaque === 'own endpoint', method);
      if (jwt === 'up') takers.push(method);
    }
    assert.equal(await ask(`${token} a.b.c`, 'proof-message'), 'up');
    assert.equal(await ask('an-opaque-token a.b.c', 'proof-message'), 'own endpoint');
    assert.equal(await ask('an-opaque-token a.b.c', 'token-refresh'), 'own');
    assert.equal(await ask(`${token} a.b.c`, 'token-refresh'), 'own');
    const five = ['first-message', 'authenticate-message', 'subprotocol', 'bearer-header', 'token-refresh'];
    assert.deepEqual(takers.toSorted(), [...five, 'proof-message'].toSorted());
  });

  it('to no endpoint if it is ours, or a JWT, or no token at all', async () => {
    const { ask } = setUp();
    const jwt = await mint('https://unknown.example', key);
    const hidden = [
      newSecret(),
      // By a method that does not take it.
      ...[DEMO_TOKEN, ours],
      ...[
        jwt,
        `${jwt} `,
        jwt.slice(0, -5),
        `${jwt}.AA.AA`,
        `${jwt.split('.').slice(0, 2).join('.')}.`,
        'eyJhbGciOiJub25lIn0',
      ],
      ...['', ' ', 'two words', 'line\nbreak', 'ümlaut'],
    ];
    for (const credential of hidden) {
      assert.equal(await ask(credential, 'token-refresh'), 'own', credential);
      // By what stands before the first space; the rest is the proof.
      const [first] = credential.split(' ');
      const proven = await ask(`${credential} a.b.c`, 'proof-message');
      assert.equal(proven, first === 'two' ? 'own endpoint' : 'own', credential);
    }
  });
});
