/** How programs end: by one signal or several, early, as the first process of a container, and in development. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { introspectionSecret } from '../support/auth.ts';
import { connect } from '../support/client.ts';
import { type Program, run } from '../support/program.ts';
import { runOnTerminal, withTerminal } from '../support/terminal.ts';

const lab = ['server/main.ts', '--demo', '--port', '0'] as const;
const authServer = ['scripts/auth-server.ts', '--demo', '--port', '0'] as const;
const development = ['scripts/dev.js', '--port', '0', '--certificate-port', '0'] as const;
const env = { INTROSPECTION_SECRET: introspectionSecret };
const goodbye = { code: 1001, reason: 'server shutting down' };

const onLinux = process.platform === 'linux' ? {} : { skip: 'Linux only' };

const container = ['unshare', '--pid', '--fork', '--mount-proc'] as const;
const inContainer =
  spawnSync(container[0], [...container.slice(1), 'true']).status === 0
    ? {}
    : { skip: 'this system makes no process 1 of its own' };

async function connected(t: TestContext, program: Program) {
  const [, url = ''] = await program.until(/WebSocket +(wss:\S+)\s/);
  await program.until(/for a class/);
  return connect(t, url);
}

/**
 * Waits until a process hears signals: it has a handler for SIGHUP, the last one that is made. (Node has one of its own
 * for the others, which ends the process; and the first of a container is deaf to that.)
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
    it(`says 1001 to every client on ${signal}, whatever else comes within a moment, and exits with 0`, async (t) => {
      const [script, ...args] = lab;
      const program = run(t, script, args);
      const client = await connected(t, program);
      // The system makes one of several that are alike.
      for (const more of [signal, 'SIGTERM', 'SIGINT'] as const) program.child.kill(more);
      assert.deepEqual(await client.closed, goodbye);
      assert.equal(await program.exited, 0);
    });
  }

  it('ends at once on a second signal that comes later', async (t) => {
    const [script, ...args] = lab;
    const program = run(t, script, args);
    const client = await connected(t, program);
    // A peer that does not read its goodbye keeps the server waiting.
    client.webSocket.pause();
    const pressing = setInterval(() => program.child.kill('SIGINT'), 100);
    t.after(() => clearInterval(pressing));
    assert.equal(await program.exited, 1);
  });

  for (const [name, [script, ...args]] of [
    ['the server', lab],
    ['the auth server', authServer],
  ] as const) {
    it(`${name} hears a signal before it has loaded, and does not begin to listen`, onLinux, async (t) => {
      const program = run(t, script, args, env);
      await untilHearing(Number(program.child.pid));
      program.child.kill('SIGTERM');
      assert.equal(await program.exited, 0);
      assert.doesNotMatch(program.output.stderr, /https:/);
    });

    it(`${name} hears it as the first process of a container, too`, inContainer, async (t) => {
      const program = run(t, script, args, env, { under: container, detached: true });
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

describe('npm run dev', { concurrency: 2 }, () => {
  it('says 1001 to every client on Ctrl+C, which reaches each of its processes, and exits with 0', async (t) => {
    const [script, ...args] = development;
    const program = run(t, script, args, {}, { detached: true });
    const client = await connected(t, program);
    process.kill(-Number(program.child.pid), 'SIGINT');
    assert.deepEqual(await client.closed, goodbye);
    assert.equal(await program.exited, 0);
  });

  for (const order of ['ctrl-c', 'close'] as const) {
    it(`ends the same way on its terminal: ${order}`, withTerminal, async (t) => {
      const [script, ...args] = development;
      const program = runOnTerminal(t, 'own', script, args);
      const client = await connected(t, program);
      program.order(order);
      assert.deepEqual(await client.closed, goodbye);
      assert.equal(await program.exited, 0);
    });
  }

  it('ends with the exit code of a server that was called wrongly, or only asked', async (t) => {
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
