import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { createSeats } from '../../../server/limits/seats.ts';
import { openDoors } from '../../../server/net/doors.ts';
import { createWebServer, openCertificates } from '../../../server/net/https.ts';
import { createLog } from '../../../server/observe/log.ts';
import { defaults } from '../../../server/options/options.ts';
import { type Attacker, attack, upgradeRequest } from '../../support/attacker.ts';
import { until } from '../../support/until.ts';

const stranger = '127.0.0.2';
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Reads what it is sent, and answers all but `/later`. */
const app: RequestListener = async (request, response) => {
  await request.resume().once('end', () => {
    if (request.url !== '/later') response.end('answer');
  });
};

/** A door with two seats in front of an HTTPS server, and why it turned clients away. */
async function open(t: TestContext) {
  const certificates = await openCertificates(defaults, createLog('silent'));
  t.after(() => certificates.close());
  const server = createWebServer(app, certificates);
  // Upgrades are left open, which a router would answer.
  server.on('upgrade', (_request, socket) => socket.on('error', () => {}));
  const refused: string[] = [];
  const counts = { refused: (_stage: 'door', cause: string) => refused.push(cause), refusedWith() {} };
  const seats = createSeats({ perAddress: 0, inAll: 2, waiting: 0 });
  const doors = await openDoors(server, { host: '127.0.0.1', port: 0, tls: true }, counts, seats);
  t.after(() => doors.close(0));
  return { port: doors.port, refused, seats };
}

const ofTls = (act: (client: Attacker) => void) => async (t: TestContext, port: number) => {
  const client = await attack(t, port, { from: stranger });
  act(client);
  return client;
};

const ofTcp = (bytes: Buffer) => async (t: TestContext, port: number) => {
  const client = await attack(t, port, { tls: false, from: stranger });
  client.write(bytes);
  return client;
};

describe('C36 at a door whose seats are all taken', { concurrency: true, timeout: 30_000 }, () => {
  const waiting: Record<string, (t: TestContext, port: number) => Promise<Attacker>> = {
    'says nothing': ofTcp(Buffer.alloc(0)),
    'does not finish the TLS handshake': ofTcp(Buffer.from([0x16, 3, 1, 2, 0])),
    'asks for nothing': ofTls(() => {}),
    'does not finish its request': ofTls((client) => client.write('GET / HTTP/1.1\r\nHost: ')),
    'does not finish the body of its request': ofTls((client) =>
      client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf'),
    ),
    'keeps a connection on which it has had its answer': async (t, port) => {
      const client = await attack(t, port, { from: stranger });
      client.write(get('/'));
      await client.until(/answer$/);
      return client;
    },
  };
  for (const [what, come] of Object.entries(waiting)) {
    it(`a newcomer takes the seat of a client that ${what}`, async (t) => {
      const { port, refused, seats } = await open(t);
      const hoard = [await come(t, port), await come(t, port)];
      const newcomer = await attack(t, port);
      newcomer.write(get('/'));
      await newcomer.until(/answer$/);
      await hoard[0]?.ended;
      // A handshake that is aborted is counted as failed, too.
      const displaced = refused.filter((cause) => cause !== 'tls handshake failed');
      assert.deepEqual(displaced, ['a newcomer took its place']);
      assert.equal(hoard[1]?.socket.closed, false);
      assert.equal(seats.waiting, 2);
    });
  }

  const staying: Record<string, string> = {
    'waits for an answer': get('/later'),
    'has asked for a WebSocket': upgradeRequest(),
  };
  for (const [what, request] of Object.entries(staying)) {
    it(`nobody takes the seat of a client that ${what}`, async (t) => {
      const { port, refused, seats } = await open(t);
      for (let count = 0; count < 2; count++) (await attack(t, port, { from: stranger })).write(request);
      // The server may read the request only after the newcomer has come.
      await until(t, () => seats.settled === 2);
      await (await attack(t, port, { tls: false })).ended;
      assert.deepEqual(refused, ['too many connections']);
    });
  }

  it('a seat that was released is free', async (t) => {
    const { port, seats } = await open(t);
    for (let count = 0; count < 5; count++) {
      const client = await attack(t, port);
      client.write(get('/'));
      await client.until(/answer$/);
      client.socket.end();
      await once(client.socket, 'close');
    }
    await until(t, () => seats.waiting === 0);
    assert.equal(seats.settled, 0);
  });
});
