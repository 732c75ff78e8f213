import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { serveBuiltFiles } from '../../../server/web/built-files.ts';
import { temporaryFolder } from '../../support/certificates.ts';

/** The files that a build of some version writes. */
function filesOf(version: string): Record<string, string> {
  return {
    'index.html': `<!doctype html><script src="/assets/main-${version}.js"></script>${version.repeat(500)}`,
    'board.html': `<!doctype html>board ${version}`,
    [`assets/main-${version}.js`]: `// ${version}\n`.repeat(1000),
    'favicon.svg': `<svg>${version}</svg>`,
  };
}

async function write(folder: string, files: Record<string, string>, compress = true): Promise<void> {
  await mkdir(path.join(folder, 'assets'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await writeFile(file, content);
    if (!compress) continue;
    await writeFile(`${file}.br`, brotliCompressSync(content));
    await writeFile(`${file}.gz`, gzipSync(content));
  }
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed, if it came compressed. */
  readonly text: string;
}

const unpack = new Map([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
]);

/** Serves a folder. @returns a function that requests a file of it */
async function serve(t: TestContext, folder: string) {
  const failures: unknown[] = [];
  const app = express();
  app.use(serveBuiltFiles(folder, (error) => failures.push(error)));
  const server = createServer(app).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const get = async (name: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> => {
    const sent = request({
      host: '127.0.0.1',
      port: address.port,
      path: name,
      method,
      headers,
      agent: false,
    }).end();
    const [response]: IncomingMessage[] = await once(sent, 'response');
    assert.ok(response);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { statusCode: status = 0, headers: answered } = response;
    const unpackBody = body.length > 0 ? unpack.get(String(answered['content-encoding'])) : undefined;
    return { status, headers: answered, text: (unpackBody?.(body) ?? body).toString() };
  };
  /**
   * Requests the page until it is of this version, and checks that each answer is whole. The test's time limit ends it.
   */
  const until = async (version: string) => {
    for (;;) {
      const { text } = await get('/');
      const [, found = ''] = /main-(.*)\.js/.exec(text) ?? [];
      assert.equal(text, filesOf(found)['index.html'], 'a whole page');
      const script = await get(`/assets/main-${found}.js`);
      assert.equal(script.text, filesOf(found)[`assets/main-${found}.js`], 'and its script');
      if (found === version) return;
    }
  };
  return { get, until, failures };
}

describe('The built page', { concurrency: true, timeout: 30_000 }, () => {
  it('stays whole while the next one is written over it, and is then replaced', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'client');
    await write(folder, filesOf('one'));
    const { get, until, failures } = await serve(t, folder);
    await until('one');
    // In the order of Vite: everything is removed, then pages and scripts are written, and compressed files last.
    await rm(folder, { recursive: true });
    await until('one');
    const two = filesOf('two');
    await write(folder, { 'index.html': two['index.html'] ?? '' }, false);
    await until('one');
    await write(folder, two, false);
    await until('two');
    await write(folder, two);
    for (let encoding: string | undefined; encoding !== 'br'; ) {
      encoding = (await get('/', { 'Accept-Encoding': 'br' })).headers['content-encoding'];
    }
    // For pages that were open before.
    assert.equal((await get('/assets/main-one.js')).status, 200);
    await rm(folder, { recursive: true });
    await write(folder, filesOf('three'));
    await until('three');
    assert.equal((await get('/assets/main-two.js')).status, 200);
    assert.equal((await get('/assets/main-one.js')).status, 404, 'not for ever');
    assert.deepEqual(failures, []);
  });

  it('is replaced whichever way: in place, by copying with old dates, by renaming, by a link', async (t) => {
    const above = await temporaryFolder(t);
    const folder = path.join(above, 'client');
    await write(folder, filesOf('one'));
    const { until } = await serve(t, folder);
    await until('one');
    await write(folder, filesOf('two'));
    await until('two');
    const other = path.join(above, 'other');
    await write(other, filesOf('six'));
    await cp(other, folder, { recursive: true, preserveTimestamps: true });
    await until('six');
    const next = path.join(above, 'next');
    await write(next, filesOf('ten'));
    await rename(folder, path.join(above, 'old'));
    await rename(next, folder);
    await until('ten');
    await rename(folder, path.join(above, 'older'));
    await symlink(other, folder);
    await until('six');
  });

  it('is waited for while it is written: a request gets the new page, and a script of it that was unknown before', async (t) => {
    const folder = await temporaryFolder(t);
    await write(folder, filesOf('one'));
    const { get } = await serve(t, folder);
    assert.equal((await get('/')).text, filesOf('one')['index.html']);
    const two = filesOf('two');
    await write(folder, two);
    assert.equal((await get('/assets/main-two.js')).text, two['assets/main-two.js']);
    assert.equal((await get('/')).text, two['index.html']);
  });

  it('is never sent compressed with the content of another build', async (t) => {
    const folder = await temporaryFolder(t);
    await write(folder, filesOf('one'));
    const { get, until } = await serve(t, folder);
    await until('one');
    await write(folder, filesOf('two'), false);
    await until('two');
    const { headers, text } = await get('/', { 'Accept-Encoding': 'br, gzip' });
    assert.equal(headers['content-encoding'], undefined);
    assert.equal(text, filesOf('two')['index.html']);
  });

  it('is answered with 503 before it is built, which is not cached', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'client');
    const { get, until } = await serve(t, folder);
    const { status, headers, text } = await get('/');
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '1');
    assert.match(text, /being built/);
    const files = filesOf('one');
    await write(folder, { 'index.html': files['index.html'] ?? '' });
    const { get: getOfHalf } = await serve(t, folder);
    assert.equal((await getOfHalf('/')).status, 503, 'its script is not there yet');
    await write(folder, files);
    while ((await get('/')).status === 503);
    await until('one');
  });

  it('reports a folder that cannot be read, and serves what it has', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const folder = path.join(await temporaryFolder(t), 'client');
    await write(folder, filesOf('one'));
    const { get, failures } = await serve(t, folder);
    assert.equal((await get('/')).status, 200);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');
    while (failures.length === 0) assert.equal((await get('/')).text, filesOf('one')['index.html']);
  });
});

describe('A file of the built page', { concurrency: true, timeout: 30_000 }, () => {
  it('has a short name, and is requested again unless its name identifies its content', async (t) => {
    const folder = await temporaryFolder(t);
    await write(folder, filesOf('one'));
    const { get } = await serve(t, folder);
    for (const [name, type, cached] of [
      ['/', 'text/html; charset=utf-8', 'no-cache'],
      ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
      ['/board', 'text/html; charset=utf-8', 'no-cache'],
      ['/board/', 'text/html; charset=utf-8', 'no-cache'],
      ['/board?a=1', 'text/html; charset=utf-8', 'no-cache'],
      ['/favicon.svg', 'image/svg+xml', 'no-cache'],
      ['/assets/main-one.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ] as const) {
      const { status, headers } = await get(name);
      assert.equal(status, 200, name);
      assert.equal(headers['content-type'], type, name);
      assert.equal(headers['cache-control'], cached, name);
    }
    for (const name of [
      '/nothing',
      '/assets/',
      '/assets',
      '/index.html.br',
      '/../secret',
      '/%2e%2e/secret',
      '/__proto__',
    ]) {
      assert.equal((await get(name)).status, 404, name);
    }
    assert.equal((await get('/', {}, 'POST')).status, 404);
  });

  it('is sent as it was compressed if the client accepts that, and otherwise uncompressed', async (t) => {
    const folder = await temporaryFolder(t);
    const files = filesOf('one');
    await write(folder, files);
    const { get } = await serve(t, folder);
    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
      ['*', 'br'],
      ['identity', undefined],
      ['br;q=0, gzip;q=0', undefined],
    ] as const) {
      const { headers, text } = await get('/', { 'Accept-Encoding': accepted });
      assert.equal(headers['content-encoding'], encoding, accepted);
      assert.equal(headers.vary, 'Accept-Encoding');
      assert.equal(text, files['index.html']);
    }
    // fetch has decompressed it; the files say the same.
    assert.equal(
      brotliDecompressSync(brotliCompressSync('a')).toString(),
      gunzipSync(gzipSync('a')).toString(),
    );
  });

  it('is not sent again to a client that has it, and HEAD is answered without a body', async (t) => {
    const folder = await temporaryFolder(t);
    await write(folder, filesOf('one'));
    const { get } = await serve(t, folder);
    const tags = new Set<string>();
    for (const accepted of ['br', 'gzip', 'identity']) {
      const first = await get('/', { 'Accept-Encoding': accepted });
      const tag = String(first.headers.etag);
      tags.add(tag);
      const again = await get('/', { 'Accept-Encoding': accepted, 'If-None-Match': tag });
      assert.equal(again.status, 304);
      assert.equal(again.text, '');
      const head = await get('/', { 'Accept-Encoding': accepted }, 'HEAD');
      assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', tag]);
    }
    assert.equal(tags.size, 3, 'each of them is another content');
  });
});
