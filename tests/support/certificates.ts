/** Certificates in folders that are removed after the test, and real handshakes with them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import type { TlsMaterial } from '../../server/net/tls/material.ts';
import { loadOrMakeCertificates } from '../../server/net/tls/tls.ts';

const run = promisify(execFile);
export const DAY_MS = 86_400_000;

/** An empty folder that is removed after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lab-certs-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Loads or makes certificates. @returns also what was reported */
export async function prepare(directory: string, settings: { now?: Date; names?: string[] } = {}) {
  const told: string[] = [];
  const tls = await loadOrMakeCertificates({ directory, tell: (line) => told.push(line), ...settings });
  return { tls, told: told.join('\n') };
}

/** A certificate of an authority of its own, in files that are removed after the test. */
export async function certificateFiles(t: TestContext, names = ['localhost', '127.0.0.1']) {
  const folder = await temporaryFolder(t);
  const { tls } = await prepare(folder, { names });
  return { folder, tls, certFile: tls.certFile, keyFile: path.join(folder, 'server-key.pem') };
}

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

/** server/net/tls/tls.ts as a string literal for a script. */
export const moduleUrl = JSON.stringify(new URL('../../server/net/tls/tls.ts', import.meta.url).href);

/** Runs a script. @returns what it prints */
export async function inAnotherProcess(script: string): Promise<string> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, { cwd: path.join(import.meta.dirname, '../..') });
  return stdout.trim();
}

/**
 * Makes a real TLS handshake, by a name or at an address.
 *
 * @returns the error, or undefined if the client accepted it
 */
export async function handshake(t: TestContext, tls: TlsMaterial, name: string): Promise<Error | undefined> {
  const host = isIP(name) ? name : '127.0.0.1';
  const server = createServer({ cert: tls.cert, key: tls.key }).on('tlsClientError', () => {});
  t.after(() => server.close());
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = connect({
    port: address.port,
    host,
    ca: tls.ca,
    ...(isIP(name) ? { checkServerIdentity: addressOf(name) } : { servername: name }),
  });
  t.after(() => client.destroy());
  return once(client, 'secureConnect').then(
    () => undefined,
    (error) => error,
  );
}

/** Asks OpenSSL, since Node 22.23 finds no address of IPv6 in any certificate (its domainToASCII makes it empty). */
function addressOf(address: string) {
  return (_host: string, { raw }: PeerCertificate): Error | undefined =>
    new X509Certificate(raw).checkIP(address) === undefined
      ? new Error(`${address} does not match certificate's altnames`)
      : undefined;
}
