import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { describe, it, type TestContext } from 'node:test';
import { createRemote } from '../../../server/auth/remote/remote.ts';
import type { TlsMaterial } from '../../../server/net/tls/material.ts';
import { prepare, temporaryFolder } from '../../support/certificates.ts';
import { run } from '../../support/program.ts';

/** Starts an auth server with a certificate of an authority of its own; it ends with the test. @returns its port */
async function startServer(t: TestContext, { cert, key }: TlsMaterial, port = 0) {
  const server = createServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"active":true,"username":"alice","method":"first-message"}');
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(close);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { port: address.port, close };
}

/** Makes a client of it. @returns a function that asks it something */
function startClient(t: TestContext, port: number, authority: () => Promise<string | undefined>) {
  const authServer = `https://localhost:${port}`;
  const remote = createRemote({ authServer, secret: 'x'.repeat(32), authority });
  t.after(() => remote.close());
  return () => remote.ask('/auth/introspect', new URLSearchParams({ token: 'x' }));
}

const made = async (t: TestContext) => (await prepare(await temporaryFolder(t))).tls;
const active = /"active":true/;

describe('An auth server whose certificate the local authority signed', () => {
  it('is trusted as soon as that authority is there, though it was not when the first question was asked', async (t) => {
    const tls = await made(t);
    let authority: string | undefined;
    const ask = startClient(t, (await startServer(t, tls)).port, async () => authority);
    await assert.rejects(ask(), /cannot be reached/);
    authority = tls.ca;
    assert.match(await ask(), active);
  });

  it('is trusted again after the authority could not be read', async (t) => {
    const tls = await made(t);
    let tries = 0;
    const ask = startClient(t, (await startServer(t, tls)).port, async () => {
      if (++tries === 1) throw new Error('EMFILE: too many open files');
      return tls.ca;
    });
    await assert.rejects(ask(), /EMFILE/);
    assert.match(await ask(), active);
  });

  it('is still trusted when both the certificate and the authority were made again', async (t) => {
    const [before, after] = [await made(t), await made(t)];
    let reads = 0;
    let authority = before.ca;
    const first = await startServer(t, before);
    const ask = startClient(t, first.port, async () => {
      reads++;
      return authority;
    });
    assert.match(await ask(), active);
    assert.match(await ask(), active);
    assert.equal(reads, 1, 'not read while it is good');
    first.close();
    authority = after.ca;
    await startServer(t, after, first.port);
    assert.match(await ask(), active);
  });

  it('is not trusted if another authority signed it, nor under another name', async (t) => {
    const [own, other] = [await made(t), await made(t)];
    const server = await startServer(t, other);
    await assert.rejects(startClient(t, server.port, async () => own.ca)(), /cannot be reached/);
    const folder = await temporaryFolder(t);
    const { tls } = await prepare(folder, { names: ['elsewhere.example'] });
    const elsewhere = await startServer(t, tls);
    await assert.rejects(startClient(t, elsewhere.port, async () => tls.ca)(), /cannot be reached/);
  });
});

it('authorities of NODE_EXTRA_CA_CERTS are trusted, and the local one beside them', {
  timeout: 60_000,
}, async (t) => {
  const [extra, own] = [await made(t), await made(t)];
  const ports = [(await startServer(t, extra)).port, (await startServer(t, own)).port];
  const module = new URL('../../../server/auth/remote/remote.ts', import.meta.url).href;
  const script = `
    const { createRemote } = await import(${JSON.stringify(module)});
    for (const port of ${JSON.stringify(ports)}) {
      const remote = createRemote({
        authServer: 'https://localhost:' + port,
        secret: 'x'.repeat(32),
        authority: async () => ${JSON.stringify(own.ca)},
      });
      console.error(await remote.ask('/auth/introspect', new URLSearchParams({ token: 'x' })));
      remote.close();
    }`;
  const program = run(t, '--input-type=module', ['--eval', script], { NODE_EXTRA_CA_CERTS: extra.caFile });
  assert.equal(await program.exited, 0, program.output.stderr);
  assert.equal(program.output.stderr.match(/"active":true/g)?.length, 2);
});
