import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { certificates } from '../../server/basics/paths.ts';
import { attack, text, upgradeRequest } from '../support/attacker.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { enter, metric, tokenMessage, untilMetric, waiting } from '../support/limits.ts';
import { clientCertificate } from '../support/methods.ts';

/** Opens a TLS connection with special options. */
function tlsTo(t: TestContext, port: number, options: ConnectionOptions): TLSSocket {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  return socket;
}

/** The status of an upgrade request on a connection. */
async function ask(socket: TLSSocket, request: string): Promise<number> {
  socket.write(request);
  const [answer] = await once(socket, 'data');
  return Number(String(answer).slice(9, 12));
}

/** Waits for the end of a connection, whatever error comes before it. */
function closed(socket: TLSSocket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

const door = (cause: string) => `lab_refused_total{stage="door",cause="${cause}"}`;

describe('TLS', { concurrency: true, timeout: 30_000 }, () => {
  const broken: Record<string, Buffer> = {
    'a ClientHello that is none': Buffer.from('160301000501000001ff', 'hex'),
    'random bytes behind the first': Buffer.concat([Buffer.from([0x16]), Buffer.alloc(600, 0xa5)]),
    'a heartbeat before the handshake': Buffer.from('18030300030140000016030300', 'hex'),
    'application data before the handshake': Buffer.from('1703030005deadbeef00', 'hex'),
    'a hello of SSL 2': Buffer.from('802e0100020015000000100100800200', 'hex'),
  };
  for (const [what, bytes] of Object.entries(broken)) {
    it(`is over after ${what}, and the server goes on`, async (t) => {
      const lab = await startLab(t);
      const attacker = await attack(t, lab.port, { tls: false });
      attacker.write(bytes);
      // Whether it is an alert or an HTTP answer, the end comes at once, and not only at the time limit.
      await attacker.ended;
      await enter(t, lab);
    });
  }

  it('is not renegotiated more than a few times', async (t) => {
    const lab = await startLab(t);
    const socket = tlsTo(t, lab.port, { maxVersion: 'TLSv1.2' });
    await once(socket, 'secureConnect');
    let times = 0;
    const again = () =>
      socket.renegotiate({ rejectUnauthorized: false }, (error) => {
        if (error) return;
        times++;
        again();
      });
    again();
    await closed(socket);
    assert.ok(times <= 3, `${times} times`);
    await enter(t, lab);
  });

  it('agrees on no protocol but HTTP/1.1', async (t) => {
    const lab = await startLab(t);
    const h2 = tlsTo(t, lab.port, { ALPNProtocols: ['h2', 'ftp'] });
    await closed(h2);
    assert.equal(await metric(lab, door('tls handshake failed')), 1);
    const both = tlsTo(t, lab.port, { ALPNProtocols: ['h2', 'http/1.1'] });
    await once(both, 'secureConnect');
    assert.equal(both.alpnProtocol, 'http/1.1');
  });

  it('may carry a handshake and a token in records of one byte', async (t) => {
    const lab = await startLab(t);
    const slow = await attack(t, lab.port);
    const writeSlowly = async (bytes: Buffer) => {
      for (const byte of bytes) {
        await new Promise((resolve) => slow.socket.write(Buffer.of(byte), resolve));
      }
    };
    await writeSlowly(Buffer.from(upgradeRequest()));
    await slow.until(/ 101 /);
    await writeSlowly(tokenMessage);
    await slow.until(/Successfully/);
    await writeSlowly(text('"slow"'));
    await slow.until(/"slow"$/);
  });

  for (const [what, before] of Object.entries({
    TCP: undefined,
    TLS: '',
    'half a request': 'GET / HTTP/1.1\r\nHost: local',
    'the 101': upgradeRequest(),
  })) {
    it(`a client that half closes behind ${what} holds no connection open`, async (t) => {
      const lab = await startLab(t, { authDeadlineMs: 0 });
      const halfOpen = connectTcp({ port: lab.port, host: '127.0.0.1', allowHalfOpen: true });
      t.after(() => halfOpen.destroy());
      const socket =
        before === undefined ? halfOpen : connectTls({ socket: halfOpen, rejectUnauthorized: false });
      socket.on('error', () => {}).resume();
      await once(socket, before === undefined ? 'connect' : 'secureConnect');
      if (before) socket.write(before);
      if (before?.endsWith('\r\n\r\n')) await once(socket, 'data');
      const ended = new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
      halfOpen.end();
      await ended;
      await untilMetric(lab, waiting, 0);
    });
  }
});

describe('A TLS session that is resumed', { concurrency: true, timeout: 30_000 }, () => {
  const requestTo = (lab: RunningLab) => {
    const { host, port } = new URL(`${lab.urls.methods.get('client-certificate')}`);
    const headers = { Host: host, Origin: lab.urls.page.slice(0, -1) };
    return { port: Number(port), request: upgradeRequest('/ws/client-certificate', headers) };
  };

  // OpenSSL calls a resumed session without a certificate verified, and Node passes that on as `authorized`.
  it('identifies nobody if no certificate was shown', async (t) => {
    const lab = await startLab(t);
    const { port, request } = requestTo(lab);
    const first = tlsTo(t, port, {});
    const [[session], status] = await Promise.all([once(first, 'session'), ask(first, request)]);
    assert.equal(status, 401);
    const again = tlsTo(t, port, { session });
    assert.equal(await ask(again, request), 401);
    assert.equal(again.isSessionReused(), true);
  });

  it('identifies the owner of the certificate that was shown', async (t) => {
    const lab = await startLab(t);
    const { port, request } = requestTo(lab);
    const first = tlsTo(t, port, await clientCertificate(certificates, 'alice'));
    const [[session], status] = await Promise.all([once(first, 'session'), ask(first, request)]);
    assert.equal(status, 101);
    const again = tlsTo(t, port, { session });
    assert.equal(await ask(again, request), 101);
    assert.equal(again.isSessionReused(), true);
  });
});
