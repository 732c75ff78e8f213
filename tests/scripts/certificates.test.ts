import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { trustAdvice } from '../../scripts/support/trust-advice.ts';
import { run } from '../support/program.ts';

test('the script prints where the certificates are, whose they are, and until when', async (t) => {
  const script = run(t, 'scripts/certificates.ts', []);
  assert.equal(await script.exited, 0, script.output.stderr);
  const { stdout } = script.output;
  const [certFile = ''] = /\S.*server\.pem$/m.exec(stdout)?.[0].match(/(?<=certificate +)\S.*$/) ?? [];
  const certificate = new X509Certificate(await readFile(certFile));
  assert.ok(stdout.includes(certificate.fingerprint256));
  assert.ok(stdout.includes(new Date(certificate.validTo).toISOString()));
  assert.match(stdout, /pretend to be ANY site/);
  assert.equal(stdout.includes('PRIVATE KEY'), false);
});

test('the script refuses what it does not know with exit code 2', async (t) => {
  const script = run(t, 'scripts/certificates.ts', ['--frob']);
  assert.equal(await script.exited, 2);
  assert.equal(script.output.stderr.includes("Unknown option '--frob'"), true);
});

test('for every system the advice says how to take the trust back', () => {
  const advice = trustAdvice({
    caFile: '/c/ca.pem',
    keyFile: '/c/ca-key.pem',
    name: 'Lab CA 1',
    sha1: 'AB:CD',
  });
  const systems = advice.split('\n\n').filter((section) => section.includes('  trust '));
  assert.deepEqual(
    systems.map((section) => section.split(',')[0]),
    ['Linux', 'macOS', 'Windows', 'Firefox'],
  );
  for (const section of systems) assert.match(section, / {2}remove {2}/);
  assert.match(advice, /delstore Root ABCD/);
});
