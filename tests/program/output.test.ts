/** Programs whose standard output or error cannot be written: they serve on, and end in time. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { introspectionSecret } from '../support/auth.ts';
import { temporaryFolder } from '../support/certificates.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { type Program, run, servingPort } from '../support/program.ts';
import { runOnTerminal, withTerminal } from '../support/terminal.ts';

const lab = ['server/main.ts', '--demo', '--port', '0', '--message-rate', '0'] as const;
const development = [...lab, '--dev'] as const;
const authServer = ['scripts/auth-server.ts', '--demo', '--port', '0', '--log-level', 'debug'] as const;
const env = { INTROSPECTION_SECRET: introspectionSecret };

/** Whatever keeps it, a process that is told to end has this long. */
const END_MS = 5000;

/** More lines than wait in memory. */
const MANY = 40_000;

const onLinux = process.platform === 'linux' ? {} : { skip: 'Linux only' };

async function endsInTime({ child, exited }: Pick<Program, 'child' | 'exited'>): Promise<void> {
  const start = performance.now();
  child.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.ok(performance.now() - start < END_MS);
}

/** Has a message echoed so many times, each of which is a line of the log. */
async function echo(t: TestContext, url: string, count: number): Promise<void> {
  const client = await connect(t, url);
  client.send(JSON.stringify({ token: DEMO_TOKEN }));
  await client.next();
  const message = JSON.stringify({ msg: 'word '.repeat(20) });
  const atOnce = 1000;
  for (let sent = 0; sent < count; sent += atOnce) {
    const part = Math.min(atOnce, count - sent);
    for (let one = 0; one < part; one++) client.send(message);
    for (let one = 0; one < part; one++) assert.equal(await client.next(), message);
  }
  client.webSocket.close();
  await client.closed;
}

async function webSocketOf(program: Program): Promise<string> {
  const [, url = ''] = await program.until(/WebSocket +(wss:\S+)/);
  return url;
}

async function linesDropped(url: string): Promise<number> {
  const { body } = await fetchRaw(url.replace('wss', 'https'), '/metrics');
  return Number(/^lab_log_lines_dropped_total (\d+)$/m.exec(body)?.[1]);
}

/** Every question with a wrong secret is a line of the auth server's log. */
async function askWithoutSecret(port: number): Promise<void> {
  for (let count = 0; count < 20; count++) {
    const { status } = await fetchRaw(`https://127.0.0.1:${port}`, '/auth/introspect', { method: 'POST' });
    assert.equal(status, 401);
  }
}

/** Vite starts with the first page at the latest, and takes longer to end while it starts. */
async function loadVite(port: number): Promise<void> {
  assert.equal((await fetchRaw(`https://127.0.0.1:${port}`, '/')).status, 200);
}

/** A named pipe: `output` for a program to write to, `read` takes what is there, `fill` leaves no room in it. */
async function pipe(t: TestContext) {
  const file = path.join(await temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [file]);
  const input = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const output = openSync(file, constants.O_WRONLY);
  t.after(() => {
    closeSync(input);
    closeSync(output);
  });
  const chunk = Buffer.alloc(65_536);
  const read = () => {
    try {
      return String(chunk.subarray(0, readSync(input, chunk)));
    } catch {
      return '';
    }
  };
  const fill = () => {
    const full = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      for (;;) writeSync(full, ' '.repeat(4096));
    } catch {
      closeSync(full);
    }
  };
  return { output, read, fill };
}

describe('A program that cannot write', { concurrency: 2 }, () => {
  for (const [name, [script, ...args], use] of [
    ['the server', lab, (t: TestContext, port: number) => echo(t, `wss://127.0.0.1:${port}/`, 100)],
    ['the server in development', development, (_: TestContext, port: number) => loadVite(port)],
    ['the auth server', authServer, (_: TestContext, port: number) => askWithoutSecret(port)],
  ] as const) {
    it(`${name} serves, and ends in order, when the disk behind both outputs is full`, onLinux, async (t) => {
      const full = openSync('/dev/full', 'w');
      t.after(() => closeSync(full));
      const program = run(t, script, args, env, { stdio: ['ignore', full, full] });
      const port = await servingPort(Number(program.child.pid));
      await use(t, port);
      assert.equal((await fetchRaw(`https://127.0.0.1:${port}`, '/healthz')).status, 200);
      await endsInTime(program);
    });

    it(`${name} serves, and ends in order, when nobody reads either output`, onLinux, async (t) => {
      const { output, fill } = await pipe(t);
      fill();
      const program = run(t, script, args, env, { stdio: ['ignore', output, output] });
      const port = await servingPort(Number(program.child.pid));
      await use(t, port);
      assert.equal((await fetchRaw(`https://127.0.0.1:${port}`, '/healthz')).status, 200);
      await endsInTime(program);
    });
  }

  it(
    'lines that nobody reads are dropped and counted, and one line says how many once somebody does',
    onLinux,
    async (t) => {
      const { output, read } = await pipe(t);
      const [script, ...args] = lab;
      const program = run(t, script, args, {}, { stdio: ['ignore', output, 'pipe'] });
      const url = await webSocketOf(program);
      await echo(t, url, MANY);
      const dropped = await linesDropped(url);
      assert.ok(dropped > 0 && dropped < MANY, String(dropped));

      let text = '';
      while (!/"msg":"log lines dropped[^\n]*\n/.test(text)) {
        const more = read();
        text += more;
        if (more === '') await pause(1);
      }
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const [gap, ...others] = lines.filter(({ msg }) => msg.startsWith('log lines dropped'));
      assert.deepEqual([gap?.level, gap?.lines, others], [50, dropped, []]);
      assert.equal(await linesDropped(url), dropped);
      // Connected, authenticated, disconnected, each message, and the line about those that are missing.
      assert.equal(lines.length + dropped, MANY + 4);
      await endsInTime(program);
    },
  );

  it('the reader may leave', async (t) => {
    const [script, ...args] = lab;
    const program = run(t, script, args);
    const url = await webSocketOf(program);
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    await echo(t, url, 1000);
    await endsInTime(program);
  });

  it('what is written until the end reaches a reader who is slow', async (t) => {
    const [script, ...args] = lab;
    const program = run(t, script, args);
    const url = await webSocketOf(program);
    const allRead = once(program.child, 'close');
    program.child.stdout?.pause();
    await echo(t, url, 5000);
    program.child.kill('SIGTERM');
    program.child.stdout?.resume();
    assert.equal(await program.exited, 0);
    await allRead;
    assert.equal(program.output.stdout.trimEnd().split('\n').length, 5003);
  });
});

describe('A program on a terminal', { concurrency: 2 }, () => {
  for (const [name, [script, ...args], prepare] of [
    ['the server', lab, async () => {}],
    ['the server in development', development, loadVite],
  ] as const) {
    for (const order of ['stop', 'close'] as const) {
      it(
        `${name} serves, and ends in order, when nobody ${order === 'stop' ? 'reads it' : 'has it'} any more`,
        withTerminal,
        async (t) => {
          const program = runOnTerminal(t, 'other', script, args);
          const [, url = ''] = await program.until(/WebSocket +(wss:\S+)\s/);
          await prepare(Number(new URL(url).port));
          program.order(order);
          await echo(t, url, 1000);
          const start = performance.now();
          program.order('end');
          assert.equal(await program.exited, 0);
          assert.ok(performance.now() - start < END_MS);
        },
      );
    }
  }

  it('says 1001 to every client, and ends with 0, when the terminal is closed', withTerminal, async (t) => {
    const [script, ...args] = lab;
    const program = runOnTerminal(t, 'own', script, args);
    const [, url = ''] = await program.until(/WebSocket +(wss:\S+)\s/);
    const client = await connect(t, url);
    program.order('close');
    assert.deepEqual(await client.closed, { code: 1001, reason: 'server shutting down' });
    assert.equal(await program.exited, 0);
  });
});
