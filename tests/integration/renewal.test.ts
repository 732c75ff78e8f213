import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { certificates } from '../../server/basics/paths.ts';
import { openCertificates } from '../../server/net/https.ts';
import { keepCertificates } from '../../server/net/tls/keeper.ts';
import type { TlsMaterial } from '../../server/net/tls/material.ts';
import { readCertificates } from '../../server/net/tls/tls.ts';
import { attack, upgradeRequest } from '../support/attacker.ts';
import { keepLog, startStandalone } from '../support/auth.ts';
import { certificateFiles, prepare, temporaryFolder } from '../support/certificates.ts';
import { connect } from '../support/client.ts';
import { startExhibits } from '../support/exhibits.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { clientCertificate } from '../support/methods.ts';

/** The certificate that a port shows to a new client. */
async function shownAt(t: TestContext, port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** Asks again and again. The test's time limit ends it. */
async function untilShown(t: TestContext, port: number, fingerprint: string): Promise<void> {
  while ((await shownAt(t, port)) !== fingerprint);
}

const portOf = (url: string | null | undefined) => Number(new URL(String(url)).port);

/** Files of a certificate, and a function that replaces them by another one's. */
async function replaceable(t: TestContext) {
  const folder = await temporaryFolder(t);
  const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const first = await certificateFiles(t);
  await copyFile(first.certFile, certFile);
  await copyFile(first.keyFile, keyFile);
  return { folder, certFile, keyFile, first: first.tls.fingerprint256 };
}

describe('A certificate that is renewed', { concurrency: true, timeout: 60_000 }, () => {
  it('is shown to every new client on every port, and connected clients do not notice', async (t) => {
    const { certFile, keyFile, first } = await replaceable(t);
    const given = { cert: certFile, key: keyFile };
    const lab = await startLab(t, given);
    const auth = await startStandalone(t, given);
    const { exhibits } = await startExhibits(t, given);
    const facts: ExhibitFacts = JSON.parse((await fetchRaw(exhibits, '/exhibits.json')).body);
    const certificatePort = portOf(lab.urls.methods.get('client-certificate'));
    const ports = [
      lab.port,
      certificatePort,
      ...[auth, exhibits, facts.twins, facts.certificateTwin].map(portOf),
    ];
    for (const port of ports) assert.equal(await shownAt(t, port), first);
    const early = await connect(t, lab.urls.webSocket);

    const next = await certificateFiles(t);
    await copyFile(next.certFile, certFile);
    await copyFile(next.keyFile, keyFile);
    for (const port of ports) await untilShown(t, port, next.tls.fingerprint256);
    assert.ok(
      lab.logged.some(({ msg }) => String(msg).startsWith(`New certificate in use: ${certFile}, until 20`)),
    );
    early.send('{"token":"ebfb7ff0-b2f6-41c8-bef3-4fba17be410c"}');
    assert.equal(await early.next(), 'Successfully authenticated.');

    // Clients are asked for a certificate of the same authority as before.
    const { cert, key } = await clientCertificate(certificates, 'alice');
    const socket = connectTls({
      port: certificatePort,
      host: '127.0.0.1',
      cert,
      key,
      rejectUnauthorized: false,
    });
    t.after(() => socket.destroy());
    const headers = { Host: `localhost:${certificatePort}`, Origin: `https://localhost:${certificatePort}` };
    socket.write(upgradeRequest('/ws/client-certificate', headers));
    assert.match(String(await once(socket, 'data')), /^HTTP\/1.1 101 /);
    const stranger = await attack(t, certificatePort);
    stranger.write(upgradeRequest('/ws/client-certificate', headers));
    assert.match(String(await stranger.ended), /^HTTP\/1.1 401 /);
  });

  it('stays in use while the new one cannot be used, which is reported once', async (t) => {
    const { certFile, keyFile, first } = await replaceable(t);
    const lab = await startLab(t, { cert: certFile, key: keyFile });
    await writeFile(certFile, 'not a certificate');
    const warnings = () => lab.logged.filter(({ msg }) => /cannot be used/.test(String(msg)));
    while (warnings().length === 0) assert.equal(await shownAt(t, lab.port), first);
    assert.match(
      String(warnings()[0]?.msg),
      /^The new certificate cannot be used, so the old one stays in use\. --cert: .*cert\.pem does not begin with a certificate/,
    );
    const next = await certificateFiles(t);
    await copyFile(next.certFile, certFile);
    await copyFile(next.keyFile, keyFile);
    await untilShown(t, lab.port, next.tls.fingerprint256);
    assert.equal(warnings().length, 1);
  });
});

describe('Files of a certificate', { concurrency: true, timeout: 30_000 }, () => {
  /** A server that reads its certificate all the time. */
  async function start(t: TestContext, certFile: string, keyFile: string) {
    const told: string[] = [];
    const log = { info: () => {}, warn: (sentence: string) => void told.push(sentence) };
    const load = () => readCertificates(certFile, keyFile);
    const kept = await keepCertificates({ files: [certFile, keyFile], load }, log, 5);
    t.after(kept.close);
    const server = createServer({ cert: kept.current.cert, key: kept.current.key });
    kept.onRenewed(({ cert, key }) => server.setSecureContext({ cert, key }));
    server.listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return { port: address.port, told };
  }

  it('are noticed when they are renamed over the old ones', async (t) => {
    const { folder, certFile, keyFile } = await replaceable(t);
    const { port } = await start(t, certFile, keyFile);
    const next = await certificateFiles(t);
    for (const [from, to] of [
      [next.certFile, certFile],
      [next.keyFile, keyFile],
    ] as const) {
      await copyFile(from, path.join(folder, 'temporary'));
      await rename(path.join(folder, 'temporary'), to);
    }
    await untilShown(t, port, next.tls.fingerprint256);
  });

  it('are noticed when a link to them, or to their folder, leads elsewhere', async (t) => {
    const [one, two, three] = [
      await certificateFiles(t),
      await certificateFiles(t),
      await certificateFiles(t),
    ];
    const folder = await temporaryFolder(t);
    const at = (...names: string[]) => path.join(folder, ...names);
    const relink = async (target: string, link: string) => {
      await symlink(target, `${link}.new`);
      await rename(`${link}.new`, link);
    };
    // As Kubernetes mounts secrets: the files are links into a folder that is a link, too.
    await symlink(one.folder, at('..data'));
    await symlink('..data/server.pem', at('tls.crt'));
    await symlink('..data/server-key.pem', at('tls.key'));
    const { port } = await start(t, at('tls.crt'), at('tls.key'));
    assert.equal(await shownAt(t, port), one.tls.fingerprint256);
    await relink(two.folder, at('..data'));
    await untilShown(t, port, two.tls.fingerprint256);
    // As certbot keeps them: each file is a link of its own.
    await relink(three.certFile, at('tls.crt'));
    await relink(three.keyFile, at('tls.key'));
    await untilShown(t, port, three.tls.fingerprint256);
  });

  it('are noticed when their folder was missing for a while', async (t) => {
    const { folder, certFile, keyFile, first } = await replaceable(t);
    const { port, told } = await start(t, certFile, keyFile);
    await rm(folder, { recursive: true });
    while (told.length === 0) assert.equal(await shownAt(t, port), first);
    const next = await certificateFiles(t);
    await mkdir(folder);
    await copyFile(next.keyFile, keyFile);
    await copyFile(next.certFile, certFile);
    await untilShown(t, port, next.tls.fingerprint256);
  });

  it('that do not belong together are waited for, since the second may follow, and reported once', async (t) => {
    const { certFile, keyFile, first } = await replaceable(t);
    const { port, told } = await start(t, certFile, keyFile);
    const next = await certificateFiles(t);
    await copyFile(next.keyFile, keyFile);
    while (told.length === 0) assert.equal(await shownAt(t, port), first);
    assert.match(
      String(told[0]),
      /^The new certificate cannot be used, so the old one stays in use\. .* must be a pair\.$/,
    );
    await copyFile(next.certFile, certFile);
    await untilShown(t, port, next.tls.fingerprint256);
    assert.equal(told.length, 1);
  });
});

describe('The certificate of the local authority', { timeout: 60_000 }, () => {
  it('is used when it was made again while the server runs; a damaged one is not used, nor replaced', async (t) => {
    const folder = await temporaryFolder(t);
    const { log, lines } = keepLog();
    const kept = await openCertificates({ cert: undefined, key: undefined, host: 'localhost' }, log, folder);
    t.after(kept.close);
    const first = kept.current;
    await writeFile(first.certFile, 'damaged');
    while (!lines.some((line) => /cannot be used.*damaged/.test(line))) await pause(10);
    assert.equal(kept.current, first);
    assert.equal(await readFile(first.certFile, 'utf8'), 'damaged');
    const renewed = new Promise<TlsMaterial>((resolve) => kept.onRenewed(resolve));
    const { tls } = await prepare(folder);
    assert.equal((await renewed).fingerprint256, tls.fingerprint256);
    assert.notEqual(tls.fingerprint256, first.fingerprint256);
    assert.equal(kept.current.ca, first.ca);
  });
});
