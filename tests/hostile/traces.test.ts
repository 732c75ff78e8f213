/** In a process of its own, like the server, whose memory is measured. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../support/program.ts';
import { feedTraces } from '../support/trace-attack.ts';

const MB = 2 ** 20;

test('traces that get many events and are hardly read take no more memory than their budgets', {
  timeout: 150_000,
}, async (t) => {
  // Without TLS, which would cost more than what is measured.
  const args = ['--port', '0', '--demo', '--no-tls', '--log-level', 'warn'];
  const program = run(t, 'server/main.ts', args);
  const [, page = ''] = await program.until(/Page +(http:\S+)/);
  const resident = async () => {
    const text = await (await fetch(`${page}metrics`)).text();
    return Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1]);
  };
  const attack = { port: Number(new URL(page).port), tls: false, traces: 2, ms: 0 };
  // The first upgrades cost every process code and buffers.
  await feedTraces({ ...attack, upgrades: 600 });
  const before = await resident();
  await feedTraces({ ...attack, upgrades: 4000 });
  const grown = (await resident()) - before;
  t.diagnostic(`grown by ${Math.round(grown / MB)} MB from ${Math.round(before / MB)} MB`);
  assert.ok(grown < 60 * MB, `grown by ${grown / MB} MB`);
});
