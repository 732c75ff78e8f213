/**
 * Breaks each wall of the house once, and checks that the linter objects. In biome.json an override replaces the ones
 * before it, so a rule may be there and have no effect.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';

const biome = path.resolve('node_modules', '@biomejs', 'biome', 'bin', 'biome');

/** A folder, what its files must not import, and what they may. */
const walls: readonly {
  readonly wall: string;
  readonly file: string;
  readonly forbidden: readonly string[];
  readonly allowed: readonly string[];
}[] = [
  {
    wall: 'the contract imports nothing',
    file: 'protocol/wall.ts',
    forbidden: [
      '../server/net/hosts.ts',
      '../client/trace.ts',
      '../packages/gate/src/gate.ts',
      'ws',
      'node:fs',
    ],
    allowed: ['./messages.ts'],
  },
  {
    wall: 'the gate imports nothing',
    file: 'packages/gate/src/wall.ts',
    forbidden: ['../../../protocol/messages.ts', '../../wire/src/frames.ts', 'node:crypto', 'ws', 'express'],
    allowed: ['./gate.ts'],
  },
  {
    wall: 'the diagram imports nothing',
    file: 'packages/diagram/src/wall.ts',
    forbidden: [
      '../../../client/diagram/model/rows.ts',
      '../../wire/src/frames.ts',
      '@websocket-auth-lab/wire',
      'node:fs',
    ],
    allowed: ['./layout.ts'],
  },
  {
    wall: 'a package imports nothing of the house',
    file: 'packages/wire/src/wall.ts',
    forbidden: [
      '../../../protocol/messages.ts',
      '../../../server/net/hosts.ts',
      '../../../tests/support/attacker.ts',
    ],
    allowed: ['./frames.ts', 'node:net'],
  },
  {
    wall: 'the probe knows nothing of the servers that it judges',
    file: 'packages/probe/src/run/wall.ts',
    forbidden: [
      '../../../../protocol/messages.ts',
      '../../../../server/net/hosts.ts',
      '../../../wire/src/frames.ts',
      '../../zoo/server.ts',
      '@websocket-auth-lab/gate',
      'ws',
    ],
    allowed: [
      './probe.ts',
      '../checks/check.ts',
      '@websocket-auth-lab/wire',
      '@websocket-auth-lab/diagram',
      'node:net',
    ],
  },
  {
    wall: 'methods never import each other',
    file: 'server/methods/wall.ts',
    forbidden: [
      './cookie.ts',
      '../connection/connection.ts',
      '../net/doors.ts',
      '../../client/auth.ts',
      'ws',
      '../../exhibits/twins/flood.ts',
    ],
    allowed: [
      './method.ts',
      '../upgrade/credentials.ts',
      '../auth/verifier.ts',
      '../../protocol/messages.ts',
    ],
  },
  {
    wall: 'limits know no options, no auth and no transport',
    file: 'server/limits/wall.ts',
    forbidden: [
      '../options/options.ts',
      '../auth/verifier.ts',
      '../net/doors.ts',
      'node:http',
      'node:net',
      'node:tls',
      'ws',
      'express',
      '../../client/auth.ts',
    ],
    allowed: ['./seats.ts', '../../protocol/outcomes.ts', 'rate-limiter-flexible'],
  },
  {
    wall: 'the server imports neither pages nor scripts nor tests nor exhibits',
    file: 'server/web/wall.ts',
    forbidden: [
      '../../client/auth.ts',
      '../../scripts/bench.ts',
      '../../tests/support/lab.ts',
      '../../exhibits/twins/flood.ts',
    ],
    allowed: ['../net/hosts.ts', 'express', '../../protocol/lab.ts'],
  },
  {
    wall: 'pages never import the server',
    file: 'client/demo/wall.ts',
    forbidden: ['../../server/net/hosts.ts', '../../exhibits/twins/flood.ts', 'node:fs', 'ws', 'express'],
    allowed: ['../methods/method.ts', '../../protocol/lab.ts', 'uplot'],
  },
  {
    wall: 'an attacker has no inside knowledge',
    file: 'exhibits/attacks/wall.ts',
    forbidden: [
      '../../server/net/hosts.ts',
      '../../client/auth.ts',
      '../twins/flood.ts',
      '../../tests/support/attacker.ts',
      'express',
    ],
    allowed: ['./attack.ts', '../../protocol/exhibits.ts', '@websocket-auth-lab/wire', 'node:net', 'ws'],
  },
  {
    wall: 'scripts do not import exhibits or tests',
    file: 'scripts/wall.ts',
    forbidden: ['../exhibits/twins/flood.ts', '../tests/support/lab.ts'],
    allowed: ['../server/net/hosts.ts', '../protocol/lab.ts'],
  },
];

/** @returns the files in which the linter objects to an import */
function objections(files: ReadonlyMap<string, string>): Set<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'walls-'));
  try {
    copyFileSync('biome.json', path.join(folder, 'biome.json'));
    for (const [file, text] of files) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        biome,
        'lint',
        '--vcs-enabled=false',
        '--only=style/noRestrictedImports',
        '--max-diagnostics=none',
        '--reporter=github',
        '.',
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.match(stdout + stderr, /noRestrictedImports|Checked \d+ files/);
    return new Set([...files.keys()].filter((file) => stdout.includes(`/${file},line=`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importing = (specifier: string) => `import * as other from '${specifier}';\nexport { other };\n`;
const fileOf = (file: string, kind: string, index: number) => file.replace(/\.ts$/, `-${kind}-${index}.ts`);

describe('walls', () => {
  const files = new Map<string, string>();
  for (const { file, forbidden, allowed } of walls) {
    for (const [kind, specifiers] of Object.entries({ forbidden, allowed })) {
      for (const [index, specifier] of specifiers.entries()) {
        files.set(fileOf(file, kind, index), importing(specifier));
      }
    }
  }
  const refused = objections(files);

  for (const { wall, file, forbidden, allowed } of walls) {
    test(`${wall}, or the linter objects`, () => {
      const passed = forbidden.filter((_, index) => !refused.has(fileOf(file, 'forbidden', index)));
      assert.deepEqual(passed, [], `${path.dirname(file)} may import what it must not`);
      const stopped = allowed.filter((_, index) => refused.has(fileOf(file, 'allowed', index)));
      assert.deepEqual(stopped, [], `${path.dirname(file)} must not import what it may`);
    });
  }
});
