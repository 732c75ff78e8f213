import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { attack } from '../../support/attacker.ts';
import { startLab } from '../../support/lab.ts';
import { knock, metric, refused } from '../../support/limits.ts';

describe('Before HTTP', { concurrency: true, timeout: 30_000 }, () => {
  const door = (cause: string) => `lab_refused_total{stage="door",cause="${cause}"}`;

  it('a TLS handshake that stalls is ended after 5 s', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port, { tls: false });
    // The head of a ClientHello of 512 bytes, and nothing of it.
    attacker.write(Buffer.from([0x16, 3, 1, 2, 0]));
    const start = performance.now();
    await attacker.ended;
    const took = performance.now() - start;
    assert.ok(took > 4500 && took < 6000, `${took} ms`);
    assert.equal(await metric(lab, door('tls handshake too slow')), 1);
  });

  it('TLS 1.2 is spoken, and nothing older', async (t) => {
    const lab = await startLab(t);
    // OpenSSL would not even ask for an older one without this.
    const old = { ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1' } as const;
    for (const [maxVersion, spoken] of [
      ['TLSv1.3', 'TLSv1.3'],
      ['TLSv1.2', 'TLSv1.2'],
      ['TLSv1.1', undefined],
    ] as const) {
      const socket = connectTls({
        port: lab.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ...old,
        maxVersion,
      });
      t.after(() => socket.destroy());
      const protocol = await once(socket, 'secureConnect').then(
        () => socket.getProtocol() ?? undefined,
        () => undefined,
      );
      assert.equal(protocol, spoken);
    }
    assert.equal(await metric(lab, door('tls handshake failed')), 1);
  });

  it('C09 an address has a hundred TCP connections more than WebSocket seats, which are released again; others are served', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
    const open = (from?: string) => attack(t, lab.port, { tls: false, ...(from !== undefined && { from }) });
    const hoard = await Promise.all(Array.from({ length: 101 }, () => open('127.0.0.7')));
    await (await open('127.0.0.7')).ended;
    assert.equal(await metric(lab, door('too many connections')), 1);
    assert.equal((await knock(t, lab, { from: '127.0.0.8' })).status, 101);
    for (const { socket } of hoard) socket.end();
    await Promise.all(hoard.map((silent) => silent.ended));
    assert.equal((await knock(t, lab, { from: '127.0.0.7' })).status, 101);
  });

  it('silence, slow headers and large ones are counted by cause', async (t) => {
    const lab = await startLab(t);
    const silent = await attack(t, lab.port, { tls: false });
    const slow = await attack(t, lab.port);
    slow.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    const atEdge = await knock(t, lab, { headers: { 'X-Long': 'x'.repeat(16_000) } });
    assert.equal(atEdge.status, 101);
    assert.equal((await knock(t, lab, { headers: { 'X-Long': 'x'.repeat(16_384) } })).status, 431);
    await Promise.all([silent.ended, slow.ended]);
    assert.equal(await metric(lab, door('silent')), 1);
    assert.equal(await metric(lab, refused('requestTimeout')), 1);
    assert.equal(await metric(lab, refused('headersTooLarge')), 1);
  });
});
