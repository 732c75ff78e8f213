import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../protocol/messages.ts';
import { payloads } from '../../protocol/payloads.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';

const tokenMessage = `{"token":"${DEMO_TOKEN}"}`;
const unauthenticated = { code: 1011, reason: 'unauthenticated' };

describe('The PoC profile', { concurrency: true }, () => {
  it('C01 a valid token as first message opens the connection, which then echoes', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    assert.equal(await client.next(), 'Successfully authenticated.');
    client.send('{"msg":"hello"}');
    assert.equal(await client.next(), '{"msg":"hello"}');
  });

  it('ignores other members of the token message, and any query string', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, `${lab.urls.webSocket}?token=wrong&trace=1`);
    client.send(JSON.stringify({ msg: 'x', token: DEMO_TOKEN, deep: { token: 'other' } }));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
  });

  it('C13 trusts no cookie, header or URL part, although all of it is encrypted', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, `${lab.urls.webSocket}?token=${DEMO_TOKEN}`, {
      headers: { Cookie: `token=${DEMO_TOKEN}`, Authorization: `Bearer ${DEMO_TOKEN}` },
    });
    client.send('{"msg":"hello"}');
    assert.deepEqual(await client.closed, unauthenticated);
  });

  const refused: Record<string, string | Buffer> = {
    'a wrong token': '{"token":"wrong"}',
    'a token with a character more': `{"token":"${DEMO_TOKEN}0"}`,
    'a token in upper case': `{"token":"${DEMO_TOKEN.toUpperCase()}"}`,
    'an empty token': '{"token":""}',
    'no token': '{"msg":"hello"}',
    'an empty object': '{}',
    'a token that is null': '{"token":null}',
    'a token in an array': `{"token":["${DEMO_TOKEN}"]}`,
    'a token that is a number': '{"token":1}',
    'a bare string': `"${DEMO_TOKEN}"`,
    'an array': `[${tokenMessage}]`,
    null: 'null',
    'a number': '42',
    'an empty message': '',
    'text that is not JSON': DEMO_TOKEN,
    'JSON behind a byte order mark': `\ufeff${tokenMessage}`,
    'JSON with a tail': `${tokenMessage}x`,
    'a token inherited through __proto__': `{"__proto__":${tokenMessage}}`,
    'a valid token before a wrong one of the same name': `{"token":"${DEMO_TOKEN}","token":"wrong"}`,
    'deep nesting': `${'['.repeat(2000)}${']'.repeat(2000)}`,
    'a binary message': Buffer.from(tokenMessage),
    '4 KiB and one byte': tokenMessage.padEnd(4097),
    'a member named like a method': '{"toString":"x","constructor":"y"}',
  };
  for (const [what, message] of Object.entries(refused)) {
    const claim = what === 'a wrong token' ? 'C02 ' : '';
    it(`${claim}closes with 1011 unauthenticated on ${what}`, async (t) => {
      const lab = await startLab(t);
      const client = await connect(t, lab.urls.webSocket);
      client.webSocket.on('message', (data) => assert.fail(`received ${data}`));
      client.send(message);
      assert.deepEqual(await client.closed, unauthenticated);
    });
  }

  it('takes a first message of exactly 4 KiB', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage.padEnd(4096));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
  });

  it('C10 closes a silent connection when the deadline passes', async (t) => {
    const lab = await startLab(t, { authDeadlineMs: 50 });
    const client = await connect(t, lab.urls.webSocket);
    assert.deepEqual(await client.closed, unauthenticated);
  });

  it('answers what is sent together with the token after the acknowledgement, in order', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    client.send('1');
    client.send('2');
    assert.deepEqual(
      [await client.next(), await client.next(), await client.next()],
      [AUTHENTICATED_TEXT, '1', '2'],
    );
  });

  it('echoes the value as it was sent: key order, spacing, number spelling, duplicate names', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    await client.next();
    const messages = [
      '{"b":1,"a":2,"1":3}',
      ' { "n" : 1.0e+2, "m": -0, "long": 12345678901234567890 } ',
      '{"a":1,"a":2}',
      '{"__proto__":{"x":1}}',
      '"\\u0041\\ud83d\\ude00 é 😀"',
      'null',
      '[]',
      `"${'x'.repeat(65_000)}"`,
    ];
    for (const message of messages) client.send(message);
    for (const message of messages) assert.equal(await client.next(), message);
  });

  it('C08 returns hostile texts byte for byte, and writes one line of the log for each', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    await client.next();
    for (const { name, message } of payloads) {
      client.send(message);
      assert.equal(await client.next(), message, name);
    }
    // Every line is parsed when it is written, so a forged second line would fail.
    const received = lab.logged.filter(({ msg }) => msg === 'message received');
    assert.equal(received.length, payloads.length);
  });

  it('a service’s log has no line for a message, and with details its length, never what it says', async (t) => {
    for (const { logLevel, lines } of [
      { logLevel: 'info', lines: [] },
      { logLevel: 'debug', lines: [20] },
    ] as const) {
      const authToken = 'k'.repeat(32);
      const lab = await startLab(t, { demo: false, authToken, logLevel });
      const client = await connect(t, lab.urls.webSocket);
      client.send(JSON.stringify({ token: authToken }));
      await client.next();
      client.send('{"msg":"between us"}');
      await client.next();
      const received = lab.logged.filter(({ msg }) => msg === 'message received');
      assert.deepEqual(
        received.map(({ characters }) => characters),
        lines,
      );
      assert.doesNotMatch(JSON.stringify(lab.logged), /between us/);
    }
  });

  it('answers a message that is not JSON with an error, and stays open', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    await client.next();
    for (const message of ['hello', '', '{', '\ufeff{}', `${'['.repeat(30_000)}`]) {
      client.send(message);
      assert.equal(await client.next(), '{"error":"invalid JSON"}');
    }
    client.send('true');
    assert.equal(await client.next(), 'true');
  });

  it('C11 refuses a binary message with 1003', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    await client.next();
    client.send(Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'));
    assert.equal((await client.closed).code, 1003);
  });

  it('answers a closing handshake with the code that began it', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, lab.urls.webSocket);
    client.webSocket.close(4001, 'done');
    assert.equal((await client.closed).code, 4001);
  });

  it('closes every connection with 1001 when it shuts down, authenticated or not', async (t) => {
    const lab = await startLab(t);
    const waiting = await connect(t, lab.urls.webSocket);
    const open = await connect(t, lab.urls.webSocket);
    open.send(tokenMessage);
    await open.next();
    await lab.close();
    const goodbye = { code: 1001, reason: 'server shutting down' };
    assert.deepEqual([await waiting.closed, await open.closed], [goodbye, goodbye]);
  });

  it('works without TLS if told to', async (t) => {
    const lab = await startLab(t, { tls: false });
    assert.match(lab.urls.webSocket, /^ws:/);
    const client = await connect(t, lab.urls.webSocket);
    client.send(tokenMessage);
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
  });

  it('is reached on both loopback addresses', async (t) => {
    const lab = await startLab(t);
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      const client = await connect(t, `wss://${host}:${lab.port}/`);
      client.send(tokenMessage);
      assert.equal(await client.next(), AUTHENTICATED_TEXT);
    }
  });

  it('accepts AUTH_TOKEN, and the demo token only with --demo', async (t) => {
    const authToken = 'k'.repeat(32);
    const lab = await startLab(t, { demo: false, authToken });
    const operator = await connect(t, lab.urls.webSocket);
    operator.send(JSON.stringify({ token: authToken }));
    assert.equal(await operator.next(), AUTHENTICATED_TEXT);
    const stranger = await connect(t, lab.urls.webSocket);
    stranger.send(tokenMessage);
    assert.deepEqual(await stranger.closed, unauthenticated);
  });
});
