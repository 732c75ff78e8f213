import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { daysFromNow, handshake, prepare, temporaryFolder } from '../../../support/certificates.ts';

test('near its expiry the server certificate is made again by the same authority', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await prepare(directory);
  const now = daysFromNow(397 - 30);
  const second = await prepare(directory, { now });
  assert.equal(second.tls.ca, first.tls.ca);
  assert.match(second.told, /^New server certificate .*: the old one would expire on /);
  const authority = new X509Certificate(String(second.tls.ca));
  assert.ok(second.tls.notAfter <= new Date(authority.validTo), 'not beyond the authority');
});

test('near its expiry the authority is made again, and the server certificate with it', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await prepare(directory);
  const second = await prepare(directory, { now: daysFromNow(729 - 29) });
  assert.notEqual(second.tls.ca, first.tls.ca);
  assert.match(
    second.told,
    /^New certificate authority .*would expire on .*\nNew server .*: its authority is new\.$/,
  );
  const subjects = [first, second].map(({ tls }) => new X509Certificate(String(tls.ca)).subject);
  assert.notEqual(subjects[0], subjects[1], 'two authorities of one name would be confused');
});

test('a certificate that has expired is made again', async (t) => {
  const directory = await temporaryFolder(t);
  await prepare(directory, { now: daysFromNow(-500) });
  const { tls, told } = await prepare(directory);
  assert.match(told, /the old one expired on /);
  assert.equal(await handshake(t, tls, 'localhost'), undefined);
});

test('a missing name makes a new server certificate, and the trusted authority stays', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await prepare(directory);
  const second = await prepare(directory, {
    names: ['localhost', 'lab.example', '192.0.2.7', '2001:db8::7'],
  });
  assert.match(second.told, /did not hold for lab\.example, 192\.0\.2\.7, 2001:db8::7\.$/);
  assert.equal(second.tls.ca, first.tls.ca);
  assert.deepEqual(second.tls.names, ['localhost', 'lab.example', '192.0.2.7', '2001:db8::7']);
});

for (const file of ['ca.pem', 'server.pem', 'server-key.pem'] as const) {
  for (const [damage, content] of [
    ['garbage', 'not a certificate'],
    ['empty', ''],
    ['half a file', '-----BEGIN CERTIFICATE-----\nMIIB'],
  ] as const) {
    test(`${file} is replaced when it is ${damage}, and the reason is told`, async (t) => {
      const directory = await temporaryFolder(t);
      await prepare(directory);
      await writeFile(path.join(directory, file), content);
      const { tls, told } = await prepare(directory);
      assert.match(told, /damaged/);
      assert.equal(await handshake(t, tls, 'localhost'), undefined);
      assert.equal((await prepare(directory)).told, '');
    });
  }
}

test('a key of another certificate is replaced', async (t) => {
  const directory = await temporaryFolder(t);
  const other = await temporaryFolder(t);
  await prepare(directory);
  await prepare(other);
  await writeFile(path.join(directory, 'server-key.pem'), await readFile(path.join(other, 'server-key.pem')));
  const { tls, told } = await prepare(directory);
  assert.match(told, /did not belong to its key/);
  assert.ok(new X509Certificate(tls.cert).checkPrivateKey(createPrivateKey(tls.key)));
});

test('a certificate of another authority is replaced', async (t) => {
  const directory = await temporaryFolder(t);
  const other = await temporaryFolder(t);
  await prepare(directory);
  await prepare(other);
  for (const name of ['ca.pem', 'ca-key.pem']) {
    await writeFile(path.join(directory, name), await readFile(path.join(other, name)));
  }
  const { tls, told } = await prepare(directory);
  assert.match(told, /^New server certificate .*: the old one was signed by another authority\.$/);
  assert.equal(await handshake(t, tls, 'localhost'), undefined);
});

test('the key of the authority may be deleted: the server certificate works on', async (t) => {
  const directory = await temporaryFolder(t);
  const first = await prepare(directory);
  await rm(path.join(directory, 'ca-key.pem'));
  assert.deepEqual(await prepare(directory), { tls: first.tls, told: '' });
});
