/** What a stranger installs: the packed file, and every example of its README compiled and run. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openWebSocket } from '@websocket-auth-lab/wire';
import { gateDefaults } from '../../src/index.ts';
import { serverDefaults } from '../../src/ws.ts';
import { codeBlocks, createProject, pack } from './project.ts';

const typesOfWs = ['ws', '@types/ws', '@types/node'];
const frameworks = [
  'express',
  '@types/express',
  'fastify',
  '@fastify/websocket',
  'hono',
  '@hono/node-server',
  'crossws',
];

test('The packed gate', { timeout: 160_000 }, async (t) => {
  const packed = await pack(t);
  const blocks = await codeBlocks(packed);
  const read = (file: string) => readFile(path.join(packed.directory, file), 'utf8');

  await t.test('holds the compiled code, its types, README and license, and nothing else', () => {
    const modules = packed.files.flatMap((file) => /^dist\/([a-z-]+)\.js$/.exec(file)?.[1] ?? []);
    assert.deepEqual(
      packed.files,
      [
        'LICENSE',
        'README.md',
        'package.json',
        ...modules.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
      ].sort(),
    );
    assert.ok(modules.length >= 5);
  });

  await t.test('exports files that it holds', async () => {
    const { exports, type, sideEffects, license, engines, ...description } = JSON.parse(
      await read('package.json'),
    );
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'object' && target !== null ? Object.values(target) : [target],
    );
    for (const target of targets) assert.ok(packed.files.includes(String(target).slice(2)), String(target));
    assert.deepEqual(
      { type, sideEffects, license, node: engines.node },
      { type: 'module', sideEffects: false, license: 'MIT', node: '>=20.19' },
    );
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
      assert.equal(description[kind], undefined);
    }
  });

  await t.test('imports nothing but its own files, and node:crypto for comparing secrets', async () => {
    for (const file of packed.files.filter((name) => name.startsWith('dist/'))) {
      const imported = [...(await read(file)).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        ([, name = '']) => name,
      );
      const foreign = imported.filter((name) => !name.startsWith('./'));
      assert.deepEqual(foreign, file === 'dist/same-secret.js' ? ['node:crypto'] : [], file);
      for (const name of imported.filter((one) => one.startsWith('./'))) {
        assert.ok(
          packed.files.includes(`dist/${name.slice(2).replace(/\.ts$/, '.d.ts')}`),
          `${file}: ${name}`,
        );
      }
    }
  });

  await t.test('refers to no file outside the package, no type of Node and no Buffer', async () => {
    for (const file of packed.files.filter((name) => name.startsWith('dist/'))) {
      const text = await read(file);
      assert.doesNotMatch(text, /sourceMappingURL|\bsrc\/|packages\/gate/, file);
      if (file.endsWith('.d.ts'))
        assert.doesNotMatch(text.replace(/\/\*.*?\*\//gs, ''), /Buffer\b(?!Like)|NodeJS/, file);
    }
  });

  await t.test('has every option in the table of its README, with the default in code', async () => {
    const readme = await read('README.md');
    const rows = [...readme.matchAll(/^\| `(\w+)[^`]*` \|([^|]*)\|/gm)].map(([, name = '', value = '']) => [
      name,
      value.trim(),
    ]);
    const table = new Map(rows.map(([name = '', value = '']) => [name, value]));
    for (const [name, value] of Object.entries(gateDefaults)) {
      const written = typeof value === 'object' ? `${value.code} \`${value.reason}\`` : String(value);
      assert.equal(table.get(name), written, name);
    }
    const callbacks = ['verify', 'open', 'parse', 'acknowledge', 'refused', 'failed', 'ignored'];
    assert.deepEqual(new Set(table.keys()), new Set([...callbacks, ...Object.keys(gateDefaults)]));
    assert.equal(serverDefaults.maxPayload, 65_536);
    assert.match(readme, /the longest message\n\(64 KiB\)/);
  });

  await t.test('compiles and runs as its README says, in a project with ws and types only', async (t) => {
    const project = await createProject(t, packed, typesOfWs, {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    });
    await project.add('server', blocks.get('Use') ?? '');
    await project.compile();
    await assertGuarded(await project.serve(t, 'server'), '/');
  });

  await t.test('in the examples of its README', async (t) => {
    const project = await createProject(t, packed, [...typesOfWs, ...frameworks], {
      // The types of the frameworks do not compile in a project without the DOM.
      skipLibCheck: true,
    });
    for (const [heading, code] of blocks) await project.add(heading, code);
    await project.compile();

    const servers: [string, string, string][] = [
      ['Use', '/', 'hello'],
      ['What the callbacks know', '/', 'hello'],
      ['Express', '/chat', 'hello'],
      ['Fastify', '/chat', 'hello'],
      ['Hono', '/chat', 'hello'],
      ['crossws', '/chat', 'hello'],
      ['One socket at a time', '/', '3, alice: hello'],
      ['Secrets', '/', 'hello'],
    ];
    for (const [heading, where, echo] of servers) {
      await t.test(`${heading}: serves, lets a right token in and refuses a wrong one`, async (t) => {
        await assertGuarded(await project.serve(t, heading, { TOKEN: 'right' }), where, echo);
      });
    }

    await t.test('Test your gate: passes', async () => {
      await project.runToEnd('Test your gate');
    });

    await t.test('the README has no other examples', () => {
      assert.deepEqual(
        new Set(blocks.keys()),
        new Set([...servers.map(([heading]) => heading), 'Test your gate']),
      );
    });
  });
});

/** Tries a wrong token, a message that is not a token, and the right token. */
async function assertGuarded(port: number, where: string, echo = 'hello'): Promise<void> {
  const url = `ws://127.0.0.1:${port}${where}`;
  for (const first of ['{"token":"wrong"}', 'hello']) {
    const stranger = await openWebSocket(url);
    assert.ok(stranger.opened);
    stranger.send(first);
    assert.deepEqual(await stranger.next(), { type: 'closed', code: 3000, reason: 'unauthorized' });
  }
  const client = await openWebSocket(url);
  assert.ok(client.opened);
  client.send('{"token":"right"}');
  assert.deepEqual(await client.next(), { type: 'message', data: 'Successfully authenticated.' });
  client.send('hello');
  assert.deepEqual(await client.next(), { type: 'message', data: echo });
  client.close();
  assert.equal((await client.next()).type, 'closed');
}
