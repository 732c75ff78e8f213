/** Puts a credential in every place where one may be, and searches for it in every log line and trace. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { BEARER_SUBPROTOCOL, CSRF_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { attack, frame, opcodes, text, upgradeRequest } from '../support/attacker.ts';
import { fetchRaw } from '../support/http.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { watch } from '../support/trace.ts';

/** A token, of which eight characters may be shown. No other text of these tests holds a piece of it. */
const token = 'Zq7xKv9wJj4pQy2tWz8kXb5jVq3zKx6w';

/** Credentials of which nothing may be shown, short and long. */
const secrets = ['Zq7xK', 'Zq7xKv9wJj4p', token];

/** Pieces of this length must not be found. */
const pieceOf = { token: 9, secret: 4 } as const;

interface Carrier {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  /** Sent after the 101. */
  readonly frames?: readonly Buffer[];
}

/** Places where a token belongs, or may end up by mistake. */
const carriersOfTokens: Readonly<Record<string, (canary: string) => Carrier>> = {
  'a token of the query': (canary) => ({ path: `/ws/query-token?token=${canary}` }),
  'a ticket of the query': (canary) => ({ path: `/ws/query-ticket?ticket=${canary}` }),
  'a bearer token': (canary) => ({
    path: '/ws/bearer-header',
    headers: { Authorization: `Bearer ${canary}` },
  }),
  'a bearer subprotocol': (canary) => ({
    path: '/ws/subprotocol',
    headers: {
      'Sec-WebSocket-Protocol': `lab.v1, ${BEARER_SUBPROTOCOL}${Buffer.from(canary).toString('base64url')}`,
    },
  }),
  'the first message': (canary) => ({ frames: [text(`{"token":"${canary}"}`)] }),
  'a typed first message': (canary) => ({
    path: '/ws/authenticate-message',
    frames: [text(`{"type":"authenticate","token":"${canary}"}`)],
  }),
  'an escaped member': (canary) => ({ frames: [text(`{"t\\u006fken":"${canary}"}`)] }),
  'a nested member': (canary) => ({ frames: [text(`{"a":[{"accessToken":"${canary}"}]}`)] }),
  'a message in fragments of 12 bytes': (canary) => ({ frames: inFragments(`{"token":"${canary}"}`, 12) }),
};

/** Places where nothing of a credential may be shown. */
const carriersOfSecrets: Readonly<Record<string, (canary: string) => Carrier>> = {
  'the path': (canary) => ({ path: `/${canary}` }),
  'the path below a known one': (canary) => ({ path: `/ws/${canary}` }),
  'a name in the query': (canary) => ({ path: `/?${canary}=1&${canary}` }),
  'another value of the query': (canary) => ({ path: `/?password=${canary}&access_token=${canary}` }),
  'a path with user and password': (canary) => ({ path: `wss://${canary}:${canary}@localhost/` }),
  'user and password': (canary) => ({ path: '/ws/basic', headers: { Authorization: basic(canary, canary) } }),
  'the user alone': (canary) => ({ path: '/ws/basic', headers: { Authorization: basic(canary, '') } }),
  'another Authorization': (canary) => ({ headers: { Authorization: `Digest username="${canary}"` } }),
  'Authorization without a scheme': (canary) => ({ headers: { Authorization: canary } }),
  'the session cookie': (canary) => ({ path: '/ws/cookie', headers: { Cookie: `__Host-session=${canary}` } }),
  'other cookies': (canary) => ({ headers: { Cookie: `a=${canary}; ${canary}=1; ${canary}` } }),
  'the CSRF subprotocol': (canary) => ({
    path: '/ws/cookie',
    headers: { 'Sec-WebSocket-Protocol': `lab.v1, ${CSRF_SUBPROTOCOL}${canary}` },
  }),
  'another subprotocol': (canary) => ({ headers: { 'Sec-WebSocket-Protocol': canary } }),
  'X-Password': (canary) => ({ headers: { 'X-Password': canary } }),
  'X-Api-Key': (canary) => ({ headers: { 'X-Api-Key': canary } }),
  'X-CSRF-Token': (canary) => ({ headers: { 'X-CSRF-Token': canary } }),
  'Proxy-Authorization': (canary) => ({ headers: { 'Proxy-Authorization': basic(canary, canary) } }),
  Referer: (canary) => ({ headers: { Referer: `https://localhost/?token=${canary}` } }),
  'the name of a header field': (canary) => ({ headers: { [canary]: '1' } }),
  'a first message that is nothing else': (canary) => ({ frames: [text(canary)] }),
  'a first message that is a JSON text': (canary) => ({ frames: [text(`"${canary}"`)] }),
  'a member of another name': (canary) => ({ frames: [text(`{"pw1":"${canary}","${canary}":1}`)] }),
  'a password': (canary) => ({ frames: [text(`{"password":"${canary}"}`)] }),
  'an escaped password': (canary) => ({ frames: [text(`{"pass\\u0077ord":"${canary}"}`)] }),
  'a password in JSON in a text': (canary) => ({
    frames: [text(JSON.stringify({ msg: JSON.stringify({ password: canary }) }))],
  }),
  'JSON that breaks off': (canary) => ({ frames: [text(`{"password": "${canary}`)] }),
  'a password in fragments': (canary) => ({ frames: inFragments(`{"password":"${canary}"}`, 3) }),
  'fragments without an end': (canary) => ({ frames: inFragments(`{"token":"${canary}"}`, 12).slice(0, -1) }),
  'a binary message': (canary) => ({ frames: [frame({ opcode: opcodes.binary, payload: canary })] }),
  'fragments of a binary message': (canary) => ({
    frames: [
      frame({ opcode: opcodes.binary, payload: canary, fin: false }),
      frame({ opcode: opcodes.continuation, payload: canary }),
    ],
  }),
  'a frame of no known kind': (canary) => ({ frames: [frame({ opcode: 3, payload: canary })] }),
  'a ping': (canary) => ({ frames: [frame({ opcode: opcodes.ping, payload: canary })] }),
  'a close reason': (canary) => ({ frames: [close(canary)] }),
  'a close reason that is too long': (canary) => ({ frames: [close(canary.repeat(20))] }),
};

/**
 * Messages of an authenticated client, which are shown except for long runs and for what is a credential by its name.
 */
const carriersInside: Readonly<Record<string, (canary: string) => Buffer[]>> = {
  'a message': (canary) => [text(JSON.stringify({ msg: canary }))],
  'a message that is no JSON': (canary) => [text(`see ${canary}`)],
  'a message behind 380 letters and a space': (canary) => [text(`${'x'.repeat(380)} ${canary}`)],
  'the same as JSON': (canary) => [text(JSON.stringify({ msg: `${'x'.repeat(380)} ${canary}` }))],
  'a long message': (canary) => [text(JSON.stringify({ msg: `${'ab '.repeat(5000)}${canary}` }))],
  'fragments of 12 bytes': (canary) => inFragments(JSON.stringify({ msg: `see ${canary}` }), 12),
  'a close reason': (canary) => [close(`see ${canary}`)],
  'a name': (canary) => [text(JSON.stringify({ [canary]: 1 }))],
};

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function close(reason: string): Buffer {
  return frame({ opcode: opcodes.close, payload: Buffer.from(`\x03\xe8${reason}`, 'latin1') });
}

function inFragments(message: string, bytes: number): Buffer[] {
  const pieces = message.match(new RegExp(`.{1,${bytes}}`, 'gs')) ?? [];
  return pieces.map((payload, at) =>
    frame({
      opcode: at === 0 ? opcodes.text : opcodes.continuation,
      payload,
      fin: at === pieces.length - 1,
    }),
  );
}

/** Sends it, and returns everything that is written about it: the whole trace and every line of the log. */
async function written(
  t: TestContext,
  lab: RunningLab,
  { path = '/', headers, frames = [] }: Carrier,
): Promise<string> {
  const watcher = await watch(t, lab.urls.page);
  const attacker = await attack(t, lab.port);
  attacker.write(upgradeRequest(`${path}${path.includes('?') ? '&' : '?'}trace=${watcher.id}`, headers));
  const answer = await attacker.until(/\r\n\r\n/);
  // Behind the frames: what the server has read when it sees the end.
  if (answer.startsWith('HTTP/1.1 101')) attacker.socket.end(Buffer.concat(frames));
  await watcher.until('ended');
  const count = watcher.events.filter((event) => event.type === 'frame' && event.from === 'client').length;
  assert.ok(count >= Math.min(frames.length, 1) && watcher.events.some(({ type }) => type === 'request'));
  return watcher.text() + JSON.stringify(lab.logged);
}

/** The pieces of a credential that are found in a text, plain or in base64. */
function found(canary: string, pieceLength: number, haystack: string): string[] {
  const forms = [
    canary,
    Buffer.from(canary).toString('base64'),
    Buffer.from(`${canary}:${canary}`).toString('base64url'),
  ];
  return forms.flatMap((form) => {
    const pieces = Array.from({ length: Math.max(0, form.length - pieceLength + 1) }, (_, at) =>
      form.slice(at, at + pieceLength),
    );
    return pieces.filter((piece) => haystack.includes(piece));
  });
}

describe('A credential is not written down', { timeout: 60_000, concurrency: 4 }, () => {
  for (const [place, carry] of Object.entries(carriersOfTokens)) {
    it(`as ${place}, but for its beginning`, async (t) => {
      const lab = await startLab(t);
      const told = await written(t, lab, carry(token));
      assert.deepEqual(found(token, pieceOf.token, told), []);
      for (const short of secrets.filter((secret) => secret.length < 20)) {
        assert.deepEqual(found(short, pieceOf.secret, await written(t, lab, carry(short))), [], short);
      }
    });
  }

  for (const [place, carry] of Object.entries(carriersOfSecrets)) {
    it(`as ${place}`, async (t) => {
      const lab = await startLab(t);
      for (const secret of secrets) {
        assert.deepEqual(found(secret, pieceOf.secret, await written(t, lab, carry(secret))), [], secret);
      }
    });
  }

  for (const [place, carry] of Object.entries(carriersInside)) {
    it(`by a client that is in, as ${place}`, async (t) => {
      const lab = await startLab(t);
      const frames = [text(`{"token":"${DEMO_TOKEN}"}`), ...carry(token)];
      const told = await written(t, lab, { frames });
      assert.deepEqual(found(token, pieceOf.secret, told), []);
      assert.deepEqual(found(DEMO_TOKEN, pieceOf.token, told), []);
      assert.match(told, /"user":"alice"/);
    });
  }

  it('by requests for pages, traces and the auth server', async (t) => {
    const lab = await startLab(t);
    const json = { 'Content-Type': 'application/json' };
    for (const path of [
      `/${token}`,
      `/%${token}`,
      `/trace/${token}`,
      `/auth/${token}`,
      `/auth/session?${token}`,
    ]) {
      await fetchRaw(lab.urls.page, path, { headers: { Cookie: `__Host-session=${token}`, [token]: token } });
      await fetchRaw(lab.urls.page, path, { method: 'POST', headers: json, body: `{"password":"${token}"` });
      await fetchRaw(lab.urls.page, path, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ user: token, password: token }),
      });
    }
    assert.ok(lab.logged.some(({ msg }) => msg === 'sign-in refused'));
    assert.deepEqual(found(token, pieceOf.secret, JSON.stringify(lab.logged)), []);
  });
});
