/** Programs on a terminal that nobody reads, or that is gone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands, connected, echo, goodbye, loadPage, webSocketOf } from '../support/started.ts';
import { runOnTerminal, withTerminal } from '../support/terminal.ts';

describe('A program on a terminal', { concurrency: 2 }, () => {
  for (const [name, [script, ...args]] of [
    ['the server', commands.lab],
    ['the server in development', commands.development],
  ] as const) {
    for (const order of ['stop', 'close'] as const) {
      it(
        `${name} serves, and ends in order, when nobody ${order === 'stop' ? 'reads it' : 'has it'} any more`,
        withTerminal,
        async (t) => {
          const program = runOnTerminal(t, 'other', script, args);
          const url = await webSocketOf(program);
          await loadPage(Number(new URL(url).port));
          program.order(order);
          await echo(t, url, 1000);
          const start = performance.now();
          program.order('end');
          assert.equal(await program.exited, 0);
          assert.ok(performance.now() - start < 5000);
        },
      );
    }
  }

  it(
    'closes every connection with 1001, and ends with 0, when the terminal is closed',
    withTerminal,
    async (t) => {
      const [script, ...args] = commands.lab;
      const program = runOnTerminal(t, 'own', script, args);
      const client = await connected(t, program);
      program.order('close');
      assert.deepEqual(await client.closed, goodbye);
      assert.equal(await program.exited, 0);
    },
  );
});
