/** Every rule between options of providers and of Redis: broken, and kept. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contradictions } from '../../../server/options/contradictions.ts';
import { defaults, type Options } from '../../../server/options/options.ts';

const provider = { issuer: ['https://login.example.org'], audience: 'urn:lab' } as const;
const endpoint = {
  introspectionUrl: 'https://login.example.org/introspect',
  introspectionClientId: 'lab',
  introspectionClientSecret: 'what the endpoint knows',
} as const;
const elsewhere = {
  authServer: 'https://auth.example.org',
  introspectionSecret: 'a-secret-of-thirty-two-characters',
} as const;

/** The rules that these options break, by how they begin. */
function broken(settings: Partial<Options>): string[] {
  return contradictions({ ...defaults, ...settings }).flatMap(([isBroken, rule]) =>
    isBroken ? [rule.split(':')[0] ?? ''] : [],
  );
}

const without = <Name extends keyof Options>(
  settings: Partial<Options>,
  ...names: Name[]
): Partial<Options> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !names.some((one) => one === name)));

describe('Of the rules between options', () => {
  const good: Readonly<Record<string, Partial<Options>>> = {
    'a provider with an audience': provider,
    'a provider with a client, two providers': {
      ...provider,
      clientId: 'page',
      issuer: [...provider.issuer, 'https://b.example.org'],
    },
    'an endpoint with id and secret': endpoint,
    'an endpoint with an audience': { ...endpoint, audience: 'urn:lab' },
    'both, beside a token of the operator': { ...provider, ...endpoint, authToken: 'a'.repeat(32) },
    'a provider beside an auth server elsewhere': { ...provider, ...elsewhere },
    'a Redis with its password': { demo: true, redis: 'redis://h', labRedisPassword: 'p' },
  };
  for (const [name, settings] of Object.entries(good)) {
    it(`none is broken by ${name}`, () => assert.deepEqual(broken(settings), []));
  }

  const bad: readonly (readonly [name: string, settings: Partial<Options>, rule: string])[] = [
    ['a provider without an audience', without(provider, 'audience'), '--issuer needs --audience'],
    [
      'an audience without anybody who names it',
      { demo: true, audience: 'urn:lab' },
      '--audience needs --issuer or --introspection-url',
    ],
    ['a client without a provider', { ...endpoint, clientId: 'page' }, '--client-id needs --issuer'],
    ...(['introspectionClientId', 'introspectionClientSecret'] as const).map(
      (name) =>
        [
          `an endpoint without ${name}`,
          without(endpoint, name),
          '--introspection-url needs INTROSPECTION_CLIENT_ID and INTROSPECTION_CLIENT_SECRET in the environment',
        ] as const,
    ),
    [
      'an endpoint beside an auth server',
      { ...endpoint, ...elsewhere },
      '--introspection-url contradicts --auth-server',
    ],
    [
      'an auth server without its secret',
      without(elsewhere, 'introspectionSecret'),
      '--auth-server needs INTROSPECTION_SECRET in the environment, the same as the auth server has',
    ],
    [
      'proofs beside an auth server',
      { ...elsewhere, method: ['proof-message'] },
      '--method proof-message contradicts --auth-server',
    ],
    [
      'a password without its Redis',
      { demo: true, labRedisPassword: 'p' },
      'LAB_REDIS_PASSWORD needs --redis',
    ],
    [
      'two passwords of one Redis',
      { demo: true, labRedisPassword: 'p', redis: 'redis://:other@h' },
      'LAB_REDIS_PASSWORD contradicts the password in LAB_REDIS',
    ],
  ];
  for (const [name, settings, rule] of bad) {
    it(`one is broken by ${name}`, () => assert.deepEqual(broken(settings), [rule]));
  }

  it('a start wants somebody who decides: nobody is one, a client or a proof is none', () => {
    const [nobody = ''] = broken({});
    assert.match(nobody, /^There is no token to accept\. Set one in the environment/);
    assert.deepEqual(broken({ method: ['proof-message'] }), [nobody]);
    assert.deepEqual(broken({ clientId: 'page' }), ['--client-id needs --issuer', nobody]);
    for (const settings of [provider, endpoint, elsewhere, { demo: true }, { authToken: 'a'.repeat(32) }]) {
      assert.deepEqual(broken(settings), []);
    }
  });
});
