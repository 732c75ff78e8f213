/** Packages are imported by name, and their sources need no build step for that. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { defineGate } from '@websocket-auth-lab/gate';
import { build, createServer, resolveConfig } from 'vite';
import { defineGate as ofSource } from '../../packages/gate/src/index.ts';
import { clientSource, projectRoot } from '../../server/basics/paths.ts';

const configFile = path.join(projectRoot, 'vite.config.ts');
const scope = '@websocket-auth-lab/';
const json = (file: string) => JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8'));
const packages = readdirSync(path.join(projectRoot, 'packages'));

describe('Packages', () => {
  it('are found by name in their sources, from tests and scripts', () => {
    assert.equal(defineGate, ofSource);
  });

  for (const name of packages) {
    it(`${name}: each export has a source that the compiler finds by its name`, () => {
      const { exports, version, license } = json(`packages/${name}/package.json`);
      const { paths } = json('tsconfig.base.json').compilerOptions;
      assert.deepEqual([version, license], [json('package.json').version, json('package.json').license]);
      for (const [entry, { default: target }] of Object.entries<{ default?: string }>(exports)) {
        if (target === undefined) continue;
        const source = target.replace('./dist/', `packages/${name}/src/`).replace(/\.js$/, '.ts');
        assert.ok(existsSync(path.join(projectRoot, source)), source);
        const pattern = entry === '.' ? `${scope}${name}` : `${scope}${name}/*`;
        assert.equal(paths[pattern]?.[0]?.replace('*', entry.slice(2)), `./${source}`, entry);
      }
    });
  }

  it('gate: its license is that of the house', () => {
    const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
    assert.equal(read('packages/gate/LICENSE'), read('LICENSE'));
  });

  it('are bundled by Vite when imported by name', async () => {
    const { resolve } = await resolveConfig({ configFile }, 'build');
    const entry = 'virtual:entry';
    const output = await build({
      configFile: false,
      logLevel: 'silent',
      resolve: { alias: resolve.alias },
      build: { write: false, minify: false, rolldownOptions: { input: entry } },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === entry ? id : undefined),
          load: (id) =>
            id === entry
              ? `import { defineGate } from '${scope}gate';
                 import { fakeClient } from '${scope}gate/testing';
                 console.log(defineGate, fakeClient);`
              : undefined,
        },
      ],
    });
    const [bundle] = [output].flat();
    assert.ok(bundle && 'output' in bundle);
    assert.match(bundle.output[0].code, /Successfully authenticated\.[\s\S]*dropped without a close frame/);
  });

  it('are served to pages in development when imported by name', async (t) => {
    const vite = await createServer({
      configFile,
      root: clientSource,
      logLevel: 'silent',
      server: { middlewareMode: true, ws: false },
    });
    t.after(() => vite.close());
    const found = await vite.pluginContainer.resolveId(
      `${scope}gate`,
      path.join(clientSource, 'demo/main.ts'),
    );
    assert.equal(found?.id, path.join(projectRoot, 'packages/gate/src/index.ts'));
  });
});
