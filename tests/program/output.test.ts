/** Programs whose standard output or error cannot be written: they go on serving, and end in time. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../support/certificates.ts';
import { fetchRaw } from '../support/http.ts';
import { type Program, run, servingPort } from '../support/program.ts';
import { commands, echo, environment, loadPage, webSocketOf } from '../support/started.ts';

/** Milliseconds in which a process that is told to end must have ended. */
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

async function linesDropped(url: string): Promise<number> {
  const { body } = await fetchRaw(url.replace('wss', 'https'), '/metrics');
  return Number(/^lab_log_lines_dropped_total (\d+)$/m.exec(body)?.[1]);
}

async function talk(t: TestContext, port: number): Promise<void> {
  await loadPage(port);
  await echo(t, `wss://127.0.0.1:${port}/`, 100);
}

/** Every question with a wrong secret makes a line in the auth server's log. */
async function askWithoutSecret(_: TestContext, port: number): Promise<void> {
  for (let count = 0; count < 20; count++) {
    const { status } = await fetchRaw(`https://127.0.0.1:${port}`, '/auth/introspect', { method: 'POST' });
    assert.equal(status, 401);
  }
}

/** A named pipe: a program writes to `output`, `read` takes what is there, and `fill` fills it up. */
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
    ['the server', commands.lab, talk],
    ['the server in development', commands.development, talk],
    ['the auth server', commands.authServer, askWithoutSecret],
  ] as const) {
    it(`${name} serves, and ends in order, when the disk behind both outputs is full`, onLinux, async (t) => {
      const full = openSync('/dev/full', 'w');
      t.after(() => closeSync(full));
      const program = run(t, script, args, environment, { stdio: ['ignore', full, full] });
      const port = await servingPort(Number(program.child.pid));
      await use(t, port);
      assert.equal((await fetchRaw(`https://127.0.0.1:${port}`, '/healthz')).status, 200);
      await endsInTime(program);
    });

    it(`${name} serves, and ends in order, when nobody reads either output`, onLinux, async (t) => {
      const { output, fill } = await pipe(t);
      fill();
      const program = run(t, script, args, environment, { stdio: ['ignore', output, output] });
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
      const [script, ...args] = commands.lab;
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

  it('its reader may leave', async (t) => {
    const [script, ...args] = commands.lab;
    const program = run(t, script, args);
    const url = await webSocketOf(program);
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    await echo(t, url, 1000);
    await endsInTime(program);
  });

  it('what is written before the end reaches a slow reader', async (t) => {
    const [script, ...args] = commands.lab;
    const program = run(t, script, args);
    const url = await webSocketOf(program);
    const allRead = once(program.child, 'close');
    program.child.stdout?.pause();
    await echo(t, url, 5000);
    program.child.kill('SIGTERM');
    program.child.stdout?.resume();
    assert.equal(await program.exited, 0);
    await allRead;
    const lines = program.output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines.filter(({ msg }) => msg === 'message received').length, 5000);
  });
});
