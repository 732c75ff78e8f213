import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Question } from '../../../server/auth/remote/exchange.ts';
import { ANSWER_MS, readAtEndpoint } from '../../../server/providers/introspection.ts';

const url = 'https://endpoint.example/introspect';
const WALL = 1_800_000_000_000;

/** An endpoint that answers as the test says, and two clocks. */
function setUp() {
  const state = { now: 5000, wall: WALL, answer: {} as unknown };
  const questions: Question[] = [];
  const read = readAtEndpoint({
    url,
    clientId: 'client one',
    clientSecret: 'a:b+ü',
    audience: 'us',
    now: () => state.now,
    wall: () => state.wall,
    exchange: {
      async ask(question) {
        questions.push(question);
        if (state.answer instanceof Error) throw state.answer;
        return JSON.stringify(state.answer);
      },
    },
  });
  return {
    state,
    questions,
    read,
    ask: async (token = 'opaque') => (await read(token))?.identity,
  };
}

const active = { active: true, sub: 'alice', iss: 'https://issuer.example', iat: WALL / 1000 - 5 };

describe('An introspection endpoint', () => {
  it('is asked as RFC 7662 says, with both parts of the secret encoded', async () => {
    const { state, questions, ask } = setUp();
    state.answer = { ...active, scope: 'echo admin', exp: WALL / 1000 + 60, aud: ['them', 'us'] };
    assert.deepEqual(await ask('a+b'), {
      user: 'alice',
      permissions: ['echo', 'admin'],
      expiresAt: 65_000,
      provider: { issuer: 'https://issuer.example', issuedAt: WALL / 1000 - 5 },
    });
    const [question] = questions;
    assert.equal(question?.url.href, url);
    assert.equal(question?.method, 'POST');
    assert.equal(question?.body, 'token=a%2Bb&token_type_hint=access_token');
    const secret = Buffer.from('client+one:a%3Ab%2B%C3%BC').toString('base64');
    assert.equal(question?.headers?.Authorization, `Basic ${secret}`);
  });

  it('is asked again after five seconds, and sooner where the token ends', async () => {
    const { state, questions, ask } = setUp();
    state.answer = active;
    await Promise.all([ask(), ask(), ask()]);
    state.now += ANSWER_MS - 1;
    assert.ok(await ask());
    assert.equal(questions.length, 1);
    state.now += 1;
    state.answer = { active: false };
    assert.equal(await ask(), undefined);
    assert.equal(await ask(), undefined);
    assert.equal(questions.length, 2);
    state.answer = { ...active, exp: WALL / 1000 + 1 };
    assert.ok(await ask('short'));
    state.now += 999;
    assert.ok(await ask('short'));
    assert.equal(questions.length, 3);
    state.now += 1;
    state.wall += 1000;
    assert.equal(await ask('short'), undefined);
    assert.equal(questions.length, 4);
  });

  it('that gave no answer is asked again by the next client', async () => {
    const { state, ask } = setUp();
    state.answer = new Error('down');
    await assert.rejects(ask(), /down/);
    state.answer = active;
    assert.ok(await ask());
  });

  it('lets nobody in by an answer that is not about an active token for us', async () => {
    const { state, ask } = setUp();
    const now = WALL / 1000;
    for (const [index, answer] of [
      { active: false },
      { ...active, aud: 'them' },
      { ...active, exp: now },
      { ...active, nbf: now + 31 },
      { ...active, iat: now + 31 },
      { ...active, cnf: { 'x5t#S256': 'a certificate' } },
      { ...active, cnf: 'a key' },
      { ...active, token_type: 'DPoP' },
      { ...active, token_type: 'mac', cnf: { jkt: 'thumbprint' } },
    ].entries()) {
      state.answer = answer;
      assert.equal(await ask(`refused ${index}`), undefined, JSON.stringify(answer));
    }
    for (const [index, answer] of [
      'text',
      {},
      { ...active, active: 'true' },
      { ...active, sub: undefined },
      { ...active, sub: '' },
      { ...active, scope: ['echo'] },
      { ...active, exp: 'tomorrow' },
      { ...active, exp: (now + 60) * 1000 },
      { ...active, iss: 7 },
    ].entries()) {
      state.answer = answer;
      await assert.rejects(ask(`broken ${index}`), /introspection endpoint's answer/, JSON.stringify(answer));
    }
    state.answer = { ...active, aud: undefined, exp: undefined, nbf: now + 29, token_type: 'bearer' };
    assert.ok(await ask('accepted'));
  });

  it('says to which key a token is bound (RFC 9449, section 6.2)', async () => {
    const { state, read } = setUp();
    const cnf = { jkt: 'thumbprint' };
    for (const [index, token_type] of ['DPoP', 'dpop', 'Bearer', undefined].entries()) {
      state.answer = { ...active, cnf, token_type };
      assert.equal((await read(`bound ${index}`))?.jkt, 'thumbprint', token_type);
    }
    state.answer = { ...active, token_type: 'Bearer' };
    assert.equal((await read('not bound'))?.jkt, undefined);
  });

  it('that does not say when a token was issued vouches for the moment of the question', async () => {
    const { state, ask } = setUp();
    state.answer = { active: true, sub: 'alice' };
    assert.deepEqual((await ask())?.provider, { issuer: url, issuedAt: WALL / 1000 });
  });
});
