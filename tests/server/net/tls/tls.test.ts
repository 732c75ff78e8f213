import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { UsageError } from '../../../../server/basics/usage-error.ts';
import { namesFor } from '../../../../server/net/tls/names.ts';
import { readCertificates } from '../../../../server/net/tls/tls.ts';
import {
  DAY_MS,
  daysFromNow,
  handshake,
  inAnotherProcess,
  moduleUrl,
  prepare,
  temporaryFolder,
} from '../../../support/certificates.ts';

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

test('a client that trusts the authority accepts localhost and both loopback addresses, and no other name', async (t) => {
  const { tls } = await prepare(await temporaryFolder(t));
  const hasIPv6 = Object.values(networkInterfaces())
    .flat()
    .some((entry) => entry?.address === '::1');
  for (const name of ['localhost', '127.0.0.1', ...(hasIPv6 ? ['::1'] : [])]) {
    assert.equal(await handshake(t, tls, name), undefined, name);
  }
  assert.match(String(await handshake(t, tls, 'example.org')), /does not match certificate's altnames/);
  assert.deepEqual(tls.names, ['localhost', '*.localhost', '127.0.0.1', '::1']);
});

test('strict verification by OpenSSL passes', async (t) => {
  const directory = await temporaryFolder(t);
  const { tls } = await prepare(directory, { names: ['localhost', '*.localhost', '::1', 'a'.repeat(63)] });
  const args = [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-CAfile',
    String(tls.caFile),
    tls.certFile,
  ];
  const { stdout } = await run('openssl', args).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    t.skip('no openssl here');
    return { stdout: ': OK' };
  });
  assert.match(stdout, /: OK/);
});

test('the authority signs servers only, and the server nobody', async (t) => {
  const { tls } = await prepare(await temporaryFolder(t));
  const authority = new X509Certificate(String(tls.ca));
  const server = new X509Certificate(tls.cert);
  assert.deepEqual([authority.ca, server.ca], [true, false]);
  assert.equal(server.verify(authority.publicKey), true);
  assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'serverAuth');
  assert.equal(server.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.notEqual(server.serialNumber, authority.serialNumber);
  const days = (new Date(server.validTo).getTime() - new Date(server.validFrom).getTime()) / DAY_MS;
  assert.ok(days > 396 && days <= 397, `${days} days`);
  assert.ok(new Date(server.validFrom) < daysFromNow(-0.9), 'a slow clock is forgiven');
  assert.equal(tls.fingerprint256, server.fingerprint256);
  assert.equal(tls.notAfter.getTime(), new Date(server.validTo).getTime());
});

test('keys are readable by their owner only', { skip: isWindows && 'no modes here' }, async (t) => {
  const directory = await temporaryFolder(t);
  await prepare(directory);
  for (const name of ['ca-key.pem', 'server-key.pem']) {
    assert.equal((await stat(path.join(directory, name))).mode & 0o777, 0o600, name);
  }
});

test('only the four files are left behind', async (t) => {
  const directory = await temporaryFolder(t);
  await prepare(directory);
  assert.deepEqual((await readdir(directory)).sort(), [
    'ca-key.pem',
    'ca.pem',
    'server-key.pem',
    'server.pem',
  ]);
});

test('a valid certificate is loaded as it is, and nothing is reported', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await prepare(directory);
  const second = await prepare(directory);
  assert.deepEqual(second, { tls: first.tls, told: '' });
  assert.match(first.told, /^New certificate authority .*ca\.pem does not exist\.\nNew server certificate /);
});

test('loading does not import the library that makes certificates', async (t) => {
  const directory = await temporaryFolder(t);
  const script = `
    import { createRequire } from 'node:module';
    import { loadOrMakeCertificates } from ${moduleUrl};
    await loadOrMakeCertificates({ directory: ${JSON.stringify(directory)} });
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.some((file) => file.includes('selfsigned')));`;
  assert.deepEqual([await inAnotherProcess(script), await inAnotherProcess(script)], ['true', 'false']);
});

test('processes that start at the same time end with the same pair', async (t) => {
  const directory = path.join(await temporaryFolder(t), 'made', 'on', 'the', 'way');
  const script = `
    import { loadOrMakeCertificates } from ${moduleUrl};
    const tls = await loadOrMakeCertificates({ directory: ${JSON.stringify(directory)} });
    console.log(tls.fingerprint256);`;
  const fingerprints = await Promise.all([1, 2, 3].map(() => inAnotherProcess(script)));
  const { tls, told } = await prepare(directory);
  assert.deepEqual([new Set([...fingerprints, tls.fingerprint256]).size, told], [1, '']);
});

test('the lock of a process that died is removed', async (t) => {
  const directory = await temporaryFolder(t);
  const lock = path.join(directory, '.lock');
  await writeFile(lock, '');
  await utimes(lock, new Date(0), new Date(0));
  assert.equal(await handshake(t, (await prepare(directory)).tls, 'localhost'), undefined);
});

test('a folder that cannot be used is a usage error that names a way out', async (t) => {
  const file = path.join(await temporaryFolder(t), 'a-file');
  await writeFile(file, '');
  await assert.rejects(prepare(file), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /cannot be written .* --cert and --key, or give --no-tls/);
    return true;
  });
});

test('beyond loopback the names of this machine are certified, too, but no address that means all addresses', () => {
  assert.deepEqual(namesFor('localhost'), ['localhost', '*.localhost', '127.0.0.1', '::1']);
  assert.deepEqual(namesFor('127.0.0.9'), [...namesFor('localhost'), '127.0.0.9']);
  for (const host of ['0.0.0.0', '::']) assert.equal(namesFor(host).includes(host), false);
  if (/^[a-z0-9-]+$/.test(hostname())) assert.ok(namesFor('0.0.0.0').includes(hostname()));
  assert.ok(namesFor('lab.example').includes('lab.example'));
  assert.ok(namesFor('fe80::1%eth0').includes('fe80::1'));
});

test('a certificate from given files is read with its names and expiry', async (t) => {
  const made = await prepare(await temporaryFolder(t));
  const { tls } = made;
  const keyFile = path.join(path.dirname(tls.certFile), 'server-key.pem');
  const read = await readCertificates(tls.certFile, keyFile);
  assert.equal(await handshake(t, { ...read, ca: String(tls.ca) }, 'localhost'), undefined);
  const { names, notAfter, fingerprint256 } = tls;
  const { cert, key, certFile } = tls;
  assert.deepEqual(read, { cert, key, certFile, names, notAfter, fingerprint256, selfSigned: false });
  const own = path.join(path.dirname(tls.certFile), 'ca.pem');
  assert.equal((await readCertificates(own, own.replace('ca.pem', 'ca-key.pem'))).selfSigned, true);
});

test('a given certificate that cannot be used is a usage error that says why', async (t) => {
  const directory = await temporaryFolder(t);
  await prepare(directory);
  const file = (name: string) => path.join(directory, name);
  const cases: [string, string, Date, RegExp][] = [
    ['none.pem', 'server-key.pem', new Date(), /^--cert: .*none\.pem does not exist\.$/],
    ['server.pem', 'none.pem', new Date(), /^--key: .*none\.pem does not exist\.$/],
    ['server-key.pem', 'server-key.pem', new Date(), /does not begin with a certificate in PEM form/],
    ['server.pem', 'server.pem', new Date(), /holds no private key/],
    ['server.pem', 'ca-key.pem', new Date(), /ca-key\.pem is not the key of .*server\.pem/],
    ['server.pem', 'server-key.pem', daysFromNow(400), /server\.pem expired on 20/],
    ['server.pem', 'server-key.pem', daysFromNow(-2), /is not valid before 20/],
  ];
  for (const [cert, key, now, message] of cases) {
    await assert.rejects(readCertificates(file(cert), file(key), now), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
});
