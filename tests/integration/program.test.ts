import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { addressesForOthers } from '../../server/net/hosts.ts';
import { attack, attackWebSocket, closeFrame, text, upgradeRequest } from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { run } from '../support/program.ts';

const main = 'server/main.ts';

async function started(t: TestContext, args: string[], env?: NodeJS.ProcessEnv) {
  const program = run(t, main, ['--port', '0', ...args], env);
  const [, webSocket = ''] = await program.until(/WebSocket +(wss?:\S+)/);
  await program.until(/\n\n$/);
  return { ...program, webSocket };
}

/** A port that is taken until the test ends. */
async function portTaken(t: TestContext, host: string): Promise<number> {
  const server = createServer().listen(0, host);
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

describe('The program', { concurrency: 2 }, () => {
  it('prints addresses, certificate, fingerprint, expiry and what to do about the warning', async (t) => {
    const { output } = await started(t, ['--demo']);
    assert.match(output.stderr, /Page +https:\/\/localhost:\d+\//);
    assert.match(output.stderr, /Certificate +\S+server\.pem, until \d{4}-\d\d-\d\d/);
    assert.match(output.stderr, /SHA-256 +([\dA-F]{2}:){31}[\dA-F]{2}/);
    assert.match(output.stderr, /npm run certs/);
  });

  it('prints the addresses for the room, and a QR code, when it listens beyond loopback', async (t) => {
    const { output } = await started(t, ['--demo', '--host', '0.0.0.0']);
    const addresses = addressesForOthers('0.0.0.0');
    for (const address of addresses) assert.ok(output.stderr.includes(`https://${address}:`), address);
    assert.equal(output.stderr.includes('▄▄▄▄▄'), addresses.length > 0);
  });

  it('C26 shuts down under load: new upgrades get 503, clients get 1001 or are cut off, and it ends in time', async (t) => {
    const { child, webSocket, exited } = await started(t, ['--demo', '--message-rate', '0']);
    const port = Number(new URL(webSocket).port);
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect(t, webSocket)));
    for (const { webSocket: busy, send } of clients) {
      busy.on('message', () => busy.send('{"msg":"and again"}'));
      send(JSON.stringify({ token: DEMO_TOKEN }));
    }
    const silent = await attackWebSocket(t, port);
    silent.write(text(JSON.stringify({ token: DEMO_TOKEN })));
    await silent.until(/Successfully authenticated\./);
    const deaf = await attackWebSocket(t, port);
    deaf.socket.pause();
    // These are connected already, because the door accepts nobody any more.
    const late = await attack(t, port);
    const [first, rest] = [upgradeRequest().slice(0, 40), upgradeRequest().slice(40)];
    late.write(first);
    await Promise.all(clients.map(({ next }) => next()));

    const start = performance.now();
    child.kill('SIGTERM');
    const goodbye = { code: 1001, reason: 'server shutting down' };
    for (const { closed } of clients) assert.deepEqual(await closed, goodbye);
    late.write(rest);
    assert.match(String(await late.ended), /^HTTP\/1\.1 503 [\s\S]*shutting down/);
    await assert.rejects(connect(t, webSocket), { code: 'ECONNREFUSED' });
    assert.deepEqual(closeFrame(await silent.ended), goodbye);
    assert.equal(await exited, 0);
    assert.ok(performance.now() - start < 5000);
  });

  it('will not start without a token to accept', async (t) => {
    const program = run(t, main, [], { AUTH_TOKEN: undefined });
    assert.equal(await program.exited, 2);
    assert.match(program.output.stderr, /AUTH_TOKEN.*--demo/);
  });

  it('will not start on nonsense, and says what is wrong', async (t) => {
    const program = run(t, main, ['--port', 'abc', '--demo']);
    assert.equal(await program.exited, 2);
    assert.match(program.output.stderr, /--port must be a whole number from 0 to 65535/);
  });

  it('says which port is in use, by which option, and what to try', async (t) => {
    const taken = await portTaken(t, '127.0.0.1');
    // On another address, where no test gets the port by chance.
    const free = await portTaken(t, '127.0.0.2');
    for (const [option, args] of [
      ['--port', ['--port', `${taken}`]],
      ['--certificate-port', ['--port', `${free}`, '--certificate-port', `${taken}`]],
    ] as const) {
      const program = run(t, main, ['--demo', ...args]);
      assert.equal(await program.exited, 1);
      const expected = new RegExp(`^Port ${taken} is in use on localhost\\..* another: ${option} \\d+\\.\n$`);
      assert.match(program.output.stderr, expected);
    }
  });

  it('a host that cannot be used is explained in a sentence', async (t) => {
    for (const [host, exitCode, sentence] of [
      [
        'fe80::1%eth0',
        2,
        /^--host must be without a zone, .* not "fe80::1%eth0"\. Try :: for every address\.\n$/,
      ],
      ['fe80::1', 1, /^--host fe80::1 is not an address of this machine \(\w+\)\. Try --host localhost/],
      ['203.0.113.1', 1, /^--host 203\.0\.113\.1 is not an address of this machine \(EADDRNOTAVAIL\)/],
    ] as const) {
      const program = run(t, main, ['--demo', '--port', '0', '--host', host, '--no-tls']);
      assert.equal(await program.exited, exitCode);
      assert.match(program.output.stderr, sentence);
    }
  });

  it('prints every option with --help', async (t) => {
    const program = run(t, main, ['--help']);
    assert.equal(await program.exited, 0);
    assert.match(program.output.stdout, /--auth-deadline-ms/);
  });

  it('logs each event as one line of JSON, with the cause and never the credential', async (t) => {
    const { child, output, webSocket, exited } = await started(t, ['--demo']);
    const refused = await connect(t, webSocket);
    refused.send('{"token":"canary-7d1f"}');
    await refused.closed;
    const accepted = await connect(t, webSocket);
    accepted.send(`{"token":"${DEMO_TOKEN}"}`);
    await accepted.next();
    accepted.send(`{"msg":"a\\u0000b","token":"${DEMO_TOKEN}","text":"\u001b[2J\u202e ' OR 1=1; --"}`);
    await accepted.next();
    child.kill('SIGTERM');
    await exited;

    const events = output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      events.map(({ msg, connection, cause, user }) => ({ msg, connection, cause, user })).slice(0, 6),
      [
        { msg: 'client connected', connection: 1, cause: undefined, user: undefined },
        { msg: 'unauthenticated', connection: 1, cause: 'credential not accepted', user: undefined },
        { msg: 'disconnected', connection: 1, cause: undefined, user: undefined },
        { msg: 'client connected', connection: 2, cause: undefined, user: undefined },
        { msg: 'authenticated', connection: 2, cause: undefined, user: 'alice' },
        { msg: 'message received', connection: 2, cause: undefined, user: undefined },
      ],
    );
    assert.ok(events.every(({ address }) => /^127\.0\.0\.1:\d+$|^\[::1\]:\d+$/.test(address)));
    assert.equal(output.stdout.includes('canary-7d1f'), false);
    assert.equal(output.stdout.includes(DEMO_TOKEN), false);
    assert.doesNotMatch(output.stdout.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
  });
});
