import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../../scripts/support/end-with-us.ts';
import './built-page.ts';
import { fetchRaw } from './http.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  /** Waits until standard error matches; rejects when the program ends first. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
}

export interface Surroundings {
  /** How many files the program may have open at once; not on Windows. */
  readonly openFiles?: number;
  /** Where its outputs go, instead of pipes that are read. */
  readonly stdio?: StdioOptions;
  /** Whether it leads a process group of its own, which ends with the test. */
  readonly detached?: boolean;
  /** From its source in any case, which takes a second to load. */
  readonly isSource?: boolean;
  /** A command that runs it. */
  readonly under?: readonly string[];
}

/** Runs one of this project's programs with Node, compiled where tests/run.ts did that; it ends with the test. */
export function run(
  t: TestContext,
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { openFiles, under = [], stdio = 'pipe', detached = false, isSource = false }: Surroundings = {},
): Program {
  const limit = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  const command = [...under, ...limit, process.execPath, ...fileOf(script, isSource), ...args];
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, { cwd: root, env: { ...process.env, ...env }, stdio, detached });
  endWithUs(child);
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  t.after(async () => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (detached && isRunning && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    child.kill('SIGKILL');
    await exited;
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      child.emit('output');
    });
  }
  return {
    child,
    output,
    exited,
    async until(pattern) {
      for (;;) {
        const match = output.stderr.match(pattern);
        if (match) return match;
        const event = await Promise.race([once(child, 'output'), once(child, 'close')]);
        if (event.length === 2) throw new Error(`ended before ${pattern}:\n${output.stderr}${output.stdout}`);
      }
    },
  };
}

function fileOf(script: string, isSource: boolean): string[] {
  const compiled = path.join(process.env.COMPILED_PROGRAMS ?? '', script.replace(/ts$/, 'js'));
  return existsSync(compiled) && !isSource ? [compiled] : ['--import', 'tsx', script];
}

/** The state of a listening socket in the kernel's table. */
const LISTENING = '0A';

const POLL_MS = 10;

/**
 * Waits until a process serves `/healthz` over TLS, for one that cannot say where. Linux only.
 *
 * @returns the port, of 127.0.0.1
 */
export async function servingPort(pid: number): Promise<number> {
  for (;;) {
    for (const port of await portsOf(pid)) {
      const answer = await fetchRaw(`https://127.0.0.1:${port}`, '/healthz').catch(() => undefined);
      if (answer?.status === 200) return port;
    }
    await pause(POLL_MS);
  }
}

async function portsOf(pid: number): Promise<number[]> {
  const sockets = await socketsOf(pid);
  const table = await readFile('/proc/net/tcp', 'utf8');
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([, local = '', , state, , , , , , inode = '']) =>
    state === LISTENING && sockets.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [],
  );
}

/** The inodes of a process's sockets. */
async function socketsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder);
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
