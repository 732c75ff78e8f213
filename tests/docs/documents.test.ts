import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { demoUsers } from '../../protocol/demo-users.ts';
import { closes } from '../../protocol/outcomes.ts';
import { refusals } from '../../protocol/refusals.ts';
import { projectRoot } from '../../server/basics/paths.ts';

const documents = readdirSync(projectRoot, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.md') && !/(^|[\\/])(node_modules|dist|test-results)[\\/]/.test(file),
);
/** A path from the root of the project; the folders that builds write are not there in every clone. */
const pathInBackticks =
  /`((?:\.ci|certs|client|docs|exhibits|packages|protocol|scripts|server|tests)\/[\w./-]*)(?::\d+)?`/g;
const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));

describe('The documents', () => {
  for (const document of documents) {
    const text = readFileSync(path.join(projectRoot, document), 'utf8');

    it(`${document} links only to files that exist`, () => {
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        const file = path.join(projectRoot, path.dirname(document), target);
        assert.ok(existsSync(file), target);
      }
    });

    it(`${document} names only npm scripts that exist`, () => {
      for (const [, script = ''] of text.matchAll(/npm run (?:-s )?([\w:-]+)/g))
        assert.ok(scripts[script], script);
    });

    it(`${document} names only files and folders of the project that exist`, () => {
      for (const [, named = ''] of text.matchAll(pathInBackticks)) {
        assert.ok(existsSync(path.join(projectRoot, named)), named);
      }
    });
  }

  it('README.md names everybody who may sign in to a demonstration', () => {
    const text = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
    for (const { user, password } of demoUsers)
      assert.ok(text.includes(`| \`${user}\` | \`${password}\` |`), user);
  });

  it('docs/protocol.md lists every close code and status of the table in code', () => {
    const text = readFileSync(path.join(projectRoot, 'docs/protocol.md'), 'utf8');
    for (const { code, reason } of Object.values(closes)) {
      assert.match(text, new RegExp(`\\| ${code} \\| \`${reason}\` \\|`));
    }
    for (const { status } of Object.values(refusals)) assert.match(text, new RegExp(`\\| ${status} \\|`));
  });
});
