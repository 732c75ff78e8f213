/** How programs end: by one signal or several, early, and as the first process of a container. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../support/program.ts';
import { commands, connected, environment, goodbye } from '../support/started.ts';

const onLinux = process.platform === 'linux' ? {} : { skip: 'Linux only' };

const container = ['unshare', '--pid', '--fork', '--mount-proc'] as const;
const inContainer =
  spawnSync(container[0], [...container.slice(1), 'true']).status === 0
    ? {}
    : { skip: 'this system makes no process 1 of its own' };

/**
 * Waits until a process listens for signals: until it has a handler for SIGHUP, which is added last. (For the others
 * Node has a handler of its own, which ends the process, but not the first process of a container.)
 */
async function untilHearing(pid: number): Promise<void> {
  const bit = 1n;
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    if (BigInt(`0x${/^SigCgt:\t(\w+)$/m.exec(status)?.[1]}`) & bit) return;
    await pause(1);
  }
}

describe('A program that is told to end', { concurrency: 2 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`closes every connection with 1001 on ${signal}, whatever other signal follows at once, and exits with 0`, async (t) => {
      const [script, ...args] = commands.lab;
      const program = run(t, script, args);
      const client = await connected(t, program);
      // The system may merge several equal signals into one.
      for (const more of [signal, 'SIGTERM', 'SIGINT'] as const) program.child.kill(more);
      assert.deepEqual(await client.closed, goodbye);
      assert.equal(await program.exited, 0);
    });
  }

  it('ends at once on a second signal that comes later', async (t) => {
    const [script, ...args] = commands.lab;
    const program = run(t, script, args);
    await connected(t, program);
    const pressing = setInterval(() => program.child.kill('SIGINT'), 100);
    t.after(() => clearInterval(pressing));
    assert.equal(await program.exited, 1);
  });

  for (const [name, [script, ...args]] of [
    ['the server', commands.lab],
    ['the auth server', commands.authServer],
  ] as const) {
    it(`${name} hears a signal before it has loaded, and does not begin to listen`, onLinux, async (t) => {
      const program = run(t, script, args, environment, { isSource: true });
      await untilHearing(Number(program.child.pid));
      program.child.kill('SIGTERM');
      assert.equal(await program.exited, 0);
      assert.doesNotMatch(program.output.stderr, /https:/);
    });

    it(`${name} hears it as the first process of a container, too`, inContainer, async (t) => {
      const program = run(t, script, args, environment, { under: container, detached: true, isSource: true });
      const inner = await childOf(Number(program.child.pid));
      await untilHearing(inner);
      process.kill(inner, 'SIGTERM');
      assert.equal(await program.exited, 0);
      assert.doesNotMatch(program.output.stderr, /https:/);
    });
  }
});

/** The process that another one has forked and that runs our program. */
async function childOf(pid: number): Promise<number> {
  for (;;) {
    const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ');
    if (child) return Number(child);
    await pause(1);
  }
}
