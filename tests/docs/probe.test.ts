import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checks } from '../../packages/probe/src/checks/index.ts';
import { memberFlags, runFlags } from '../../packages/probe/src/config/arguments.ts';
import { dialectNames } from '../../packages/probe/src/config/dialect.ts';
import { members } from '../../packages/probe/src/config/read-target.ts';
import { pages } from '../../scripts/probe-docs/pages.ts';

const read = (file: string) => readFileSync(`docs/probe/${file}`, 'utf8');

describe("The probe's documents", () => {
  it('have a page for each check, as its source says it (npm run probe-docs)', () => {
    const files = readdirSync('docs/probe/checks').map((file) => `checks/${file}`);
    assert.deepEqual(files.sort(), [...pages().keys()].sort());
    for (const [file, text] of pages()) assert.equal(read(file), text, file);
    assert.equal(files.length, checks.length + 1);
  });

  it('name every flag, every member of the configuration and every dialect', () => {
    const page = read('README.md');
    for (const flag of Object.keys(runFlags)) assert.ok(page.includes(`--${flag}`), flag);
    for (const name of [...Object.keys(members), ...dialectNames()])
      assert.ok(page.includes(`\`${name}\``), name);
    assert.ok(memberFlags.size > 20);
  });
});
