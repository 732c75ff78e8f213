import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { parseChallenge } from '../../../protocol/typed-messages.ts';
import { ask, signIn } from '../../support/auth.ts';
import { connect } from '../../support/client.ts';
import { serveIssuer } from '../../support/issuer.ts';
import { startLab } from '../../support/lab.ts';
import { accessToken, attempt, cookieAttempt, present, refusals } from '../../support/methods.ts';
import {
  answering,
  askForBoundToken,
  boundToken,
  type Change,
  type Holder,
  makeHolder,
  urlOf,
} from '../../support/proofs.ts';
import { audience, makeKey, mint } from '../../support/provider.ts';

describe('proof-message', { concurrency: 3 }, () => {
  let holder: Holder;
  let thief: Holder;

  before(async () => {
    holder = await makeHolder();
    thief = await makeHolder();
  });

  it('C34 lets in who proves the key of the token, and a stolen token alone is worth nothing', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const session = await signIn(lab.urls.page);
    const token = await boundToken(lab, session, holder);
    const tries = (change?: Change, by = holder, shown = token) =>
      attempt(t, lab, 'proof-message', answering(lab, shown, by, change));
    assert.equal(await tries(), 'open');

    const now = Math.floor(Date.now() / 1000);
    const bearer = await accessToken(lab, session);
    const another = await boundToken(lab, session, thief);
    assert.equal(await tries({}, thief), 3000, 'a proof of another key');
    assert.equal(await tries({ header: { jwk: thief.jwk } }), 3000, 'a key that did not sign');
    assert.equal(await tries({ header: { jwk: holder.wholeJwk } }), 3000, 'a private key in the proof');
    assert.equal(await tries({ claims: { nonce: 'x'.repeat(43) } }), 3000, 'another nonce');
    assert.equal(await tries({ claims: { nonce: undefined } }), 3000, 'no nonce');
    assert.equal(await tries({ claims: { ath: undefined } }), 3000, 'no hash of the token');
    assert.equal(await tries({ claims: { htu: urlOf(lab).replace('localhost', 'example.org') } }), 3000);
    assert.equal(await tries({ claims: { htu: urlOf(lab).replace('wss', 'https') } }), 3000);
    assert.equal(await tries({ claims: { htm: 'POST' } }), 3000, 'another method');
    assert.equal(await tries({ claims: { iat: now - 3600 } }), 3000, 'stale');
    assert.equal(await tries({ claims: { iat: now + 3600 } }), 3000, 'of the future');
    assert.equal(await tries({ header: { typ: 'JWT' } }), 3000, 'no proof by its type');
    assert.equal(await tries({}, holder, bearer), 3000, 'a token that is bound to no key');
    assert.equal(await tries({}, holder, another), 3000, 'a token that is bound to another key');
    assert.equal(await attempt(t, lab, 'proof-message', present['proof-message'](token)), 3000, 'no proof');
    const both = JSON.stringify({ type: 'authenticate', token: `${token} x`, proof: 'y' });
    assert.equal(await attempt(t, lab, 'proof-message', { first: both }), 3000, 'a space in the token');
  });

  it('C34 a proof is good for the connection whose challenge it answers, and for no other', async (t) => {
    const lab = await startLab(t);
    const token = await boundToken(lab, await signIn(lab.urls.page), holder);
    const mine = await connect(t, urlOf(lab));
    const copied = await answering(lab, token, holder).answer?.(await mine.next());
    assert.ok(copied);
    const other = await connect(t, urlOf(lab));
    await other.next();
    other.send(copied);
    assert.deepEqual(await other.closed, { code: 3000, reason: 'unauthorized' });
    mine.send(copied);
    const { type, user, expiresIn } = JSON.parse(await mine.next());
    assert.deepEqual([type, user], ['authenticated', 'alice']);
    assert.ok(expiresIn > 50 && expiresIn <= 60);
    // The log shows neither.
    for (const part of copied.split(/[."]/).filter((text) => text.length > 40)) {
      assert.equal(JSON.stringify(lab.logged).includes(part), false);
    }
  });

  it('speaks first, and each challenge is another', async (t) => {
    const lab = await startLab(t);
    const nonces = new Set<string>();
    for (const _ of [1, 2, 3]) {
      const challenge = parseChallenge(await (await connect(t, urlOf(lab))).next());
      assert.ok(challenge.ok && /^[\w-]{43}$/.test(challenge.value));
      nonces.add(challenge.value);
    }
    assert.equal(nonces.size, 3);
  });

  it('a token that is bound to a key is a bearer token for no method', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const session = await signIn(lab.urls.page);
    const token = await boundToken(lab, session, holder);
    const origin = lab.urls.page.slice(0, -1);
    for (const [id, show] of Object.entries(present)) {
      const how = show(token);
      const options = { origin, ...how.options };
      const method = id as keyof typeof present;
      assert.equal(await attempt(t, lab, method, { ...how, options }), refusals[method], id);
    }
    const cookie = cookieAttempt(lab, { ...session, cookie: `__Host-session-${lab.port}=${token}` });
    assert.equal(await attempt(t, lab, 'cookie', cookie), 401);
  });

  it('is renewed by a bound token with a proof for the same connection, and ends without one', async (t) => {
    const lab = await startLab(t);
    const session = await signIn(lab.urls.page);
    const open = async () => {
      const client = await connect(t, urlOf(lab));
      const text = await client.next();
      const answer = async (token: string, change?: Change) =>
        JSON.parse((await answering(lab, token, holder, change).answer?.(text)) ?? '');
      client.send(JSON.stringify(await answer(await boundToken(lab, session, holder))));
      await client.next();
      const renew = async (token: string, change?: Change) =>
        client.send(JSON.stringify({ ...(await answer(token, change)), type: 'refresh' }));
      return { client, renew };
    };
    const { client, renew } = await open();
    client.send('{"type":"shout","msg":"hi"}');
    assert.equal(await client.next(), '{"type":"shout","msg":"HI"}');
    await renew(await boundToken(lab, session, holder));
    assert.equal(JSON.parse(await client.next()).type, 'refreshed');
    // Nothing was shown, so nothing is refused.
    client.send(JSON.stringify({ type: 'refresh', token: await boundToken(lab, session, holder) }));
    assert.deepEqual(JSON.parse(await client.next()), { type: 'error', error: 'no proof' });
    await renew(await boundToken(lab, session, holder), { claims: { nonce: 'x' } });
    assert.deepEqual(await client.closed, { code: 3000, reason: 'unauthorized' });

    const bearer = await open();
    await bearer.renew(await accessToken(lab, session));
    assert.deepEqual(await bearer.client.closed, { code: 3000, reason: 'unauthorized' });
    const other = await open();
    const bob = await signIn(lab.urls.page, 'bob', 'tea-party');
    await other.renew(await boundToken(lab, bob, holder));
    assert.deepEqual(await other.client.closed, { code: 3003, reason: 'forbidden' });
    const last = await open();
    await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    assert.deepEqual(await last.client.closed, { code: 3000, reason: 'session ended' });
  });

  it('behind a proxy the proof names the address of --public-url, and an unknown address is refused', async (t) => {
    const htu = 'wss://chat.example.org/ws/proof-message';
    const headers = { Host: 'chat.example.org' };
    const behind = await startLab(t, { publicUrl: 'wss://chat.example.org' });
    const proof = await holder.prove({ htm: 'POST', htu: 'https://chat.example.org/auth/token' });
    const { json } = await askForBoundToken(behind, await signIn(behind.urls.page), proof);
    const good = {
      ...answering(behind, String(json.accessToken), holder, { claims: { htu } }),
      options: { headers },
    };
    assert.equal(await attempt(t, behind, 'proof-message', good), 'open');

    // Somebody on the way writes their own address into Host, for which the victim has made the proof.
    const lab = await startLab(t);
    const token = await boundToken(lab, await signIn(lab.urls.page), holder);
    const relayed = { ...answering(lab, token, holder, { claims: { htu } }), options: { headers } };
    assert.equal(await attempt(t, lab, 'proof-message', relayed), 3000);
    assert.match(JSON.stringify(lab.logged), /--public-url/);
  });
});

it('C34 a token that a provider has bound to a key is as good, with its proof and not without', async (t) => {
  const key = await makeKey('one');
  const { issuer } = await serveIssuer(t, key);
  const lab = await startLab(t, { issuer: [issuer], audience, authFailuresPerMinute: 0 });
  const holder = await makeHolder();
  const thief = await makeHolder();
  const bound = await mint(issuer, key, { claims: { cnf: { jkt: holder.jkt } } });
  const tries = (token: string, by = holder, change?: Change) =>
    attempt(t, lab, 'proof-message', answering(lab, token, by, change));
  assert.equal(await tries(bound), 'open');
  assert.equal(await tries(bound, thief), 3000, 'with a proof of another key');
  assert.equal(await tries(bound, holder, { claims: { nonce: 'x' } }), 3000, 'with another challenge');
  assert.equal(await tries(await mint(issuer, key)), 3000, 'bound to no key');
  const certificate = await mint(issuer, key, { claims: { cnf: { 'x5t#S256': 'x' } } });
  assert.equal(await tries(certificate), 3000, 'bound to what cannot be proved here');
  for (const [id, show] of Object.entries(present)) {
    if (id === 'basic') continue;
    assert.notEqual(await attempt(t, lab, id as keyof typeof present, show(bound)), 'open', id);
    assert.notEqual(await attempt(t, lab, id as keyof typeof present, show(certificate)), 'open', id);
  }
});

it('proof-message is not served with an auth server elsewhere, and the log or the start says why', async (t) => {
  const elsewhere = { authServer: 'https://localhost:1', introspectionSecret: 'x'.repeat(32) };
  const lab = await startLab(t, elsewhere);
  assert.equal(lab.urls.methods.has('proof-message'), false);
  assert.match(
    JSON.stringify(lab.logged),
    /proof-message is not served with --auth-server: what that server/,
  );
  await assert.rejects(
    startLab(t, { ...elsewhere, demo: false, method: ['proof-message'] }),
    /--method proof-message contradicts --auth-server/,
  );
});

describe('POST /auth/token with a proof', { concurrency: 3 }, () => {
  let holder: Holder;

  before(async () => {
    holder = await makeHolder();
  });

  it('binds the token, once for each proof, and refuses every wrong one with invalid_dpop_proof', async (t) => {
    const lab = await startLab(t);
    const session = await signIn(lab.urls.page);
    const htu = new URL('/auth/token', lab.urls.page).href;
    const prove = (change?: Change) => holder.prove({ htm: 'POST', htu }, change);
    const proof = await prove();
    const { status, json } = await askForBoundToken(lab, session, proof);
    assert.equal(status, 200);
    assert.equal(json.tokenType, 'DPoP');
    const [, claims = ''] = String(json.accessToken).split('.');
    assert.deepEqual(JSON.parse(Buffer.from(claims, 'base64url').toString()).cnf, { jkt: holder.jkt });

    const now = Math.floor(Date.now() / 1000);
    for (const wrong of [
      proof,
      '',
      'x',
      `${await prove()}, ${await prove()}`,
      await prove({ claims: { htm: 'GET' } }),
      await prove({ claims: { htu: urlOf(lab) } }),
      await prove({ claims: { htu: `${htu}x` } }),
      await prove({ claims: { iat: now - 600 } }),
      await prove({ claims: { jti: undefined } }),
      await prove({ header: { typ: 'JWT' } }),
      await prove({ header: { jwk: holder.wholeJwk } }),
    ]) {
      const refused = await askForBoundToken(lab, session, wrong);
      assert.equal(refused.status, 400, wrong);
      assert.equal(refused.json.error, 'invalid_dpop_proof');
    }
    const plain = await ask(lab.urls.page, '/auth/token', { method: 'POST', headers: session.headers });
    assert.equal('tokenType' in plain.json, false, 'without a proof the token is bound to nothing');
  });
});
