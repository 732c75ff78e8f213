/** How the processes of `npm run dev` end. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { run } from '../support/program.ts';
import { commands, connected, goodbye } from '../support/started.ts';
import { runOnTerminal, withTerminal } from '../support/terminal.ts';

describe('npm run dev', { concurrency: 2 }, () => {
  it('closes every connection with 1001 on Ctrl+C, which reaches each of its processes, and exits with 0', async (t) => {
    const [script, ...args] = commands.dev;
    const program = run(t, script, args, {}, { detached: true });
    const client = await connected(t, program);
    process.kill(-Number(program.child.pid), 'SIGINT');
    assert.deepEqual(await client.closed, goodbye);
    assert.equal(await program.exited, 0);
  });

  for (const order of ['ctrl-c', 'close'] as const) {
    it(`ends the same way on its terminal: ${order}`, withTerminal, async (t) => {
      const [script, ...args] = commands.dev;
      const program = runOnTerminal(t, 'own', script, args);
      const client = await connected(t, program);
      program.order(order);
      assert.deepEqual(await client.closed, goodbye);
      assert.equal(await program.exited, 0);
    });
  }

  it('ends with the exit code of a server that was called wrongly, or only asked for help', async (t) => {
    const mistyped = run(t, 'scripts/dev.js', ['--prot', '1']);
    assert.equal(await mistyped.exited, 2);
    assert.match(mistyped.output.stderr, /"--prot" is not an option\. Is it --port\?/);
    const help = run(t, 'scripts/dev.js', ['--help']);
    assert.equal(await help.exited, 0);
    assert.match(help.output.stdout, /--auth-deadline-ms/);
  });

  it('ends when the port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const program = run(t, 'scripts/dev.js', ['--port', String(address.port)]);
    assert.equal(await program.exited, 1);
    assert.match(program.output.stderr, /is in use on localhost/);
  });
});
