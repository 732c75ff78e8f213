/** The probe against servers that people use: it finds the truth that was written by hand, and nothing else. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { knownServers } from './known/index.ts';
import { look } from './known/look.ts';
import { sectionOf } from './known/markdown.ts';

const published = await readFile('docs/probe/known-servers.md', 'utf8');

describe('Known servers', { concurrency: knownServers.length }, () => {
  for (const server of knownServers) {
    it(`${server.name} fails what it is known to fail, as published, and no more`, async (t) => {
      const version = await Promise.resolve(server.version()).catch(() => undefined);
      if (version === undefined) return t.skip('not installed on this machine');
      // graphql-ws writes every broken frame to the console.
      t.mock.method(console, 'error', () => {});
      const { checks } = await look(server);
      const ids = (verdict: string) =>
        checks.filter((check) => check.verdict === verdict).map(({ id }) => id);
      assert.deepEqual(ids('inconclusive'), []);
      assert.deepEqual(new Set(ids('fail')), new Set(Object.keys(server.fails)));
      const section = sectionOf({ server, version, reports: checks });
      assert.ok(
        published.includes(section),
        `docs/probe/known-servers.md differs: npm run known-servers\n${section}`,
      );
    });
  }
});
