/** The command in this process: what it writes, and how it ends. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { main } from '../../src/program.ts';

export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export async function command(
  args: readonly string[],
  { cwd = process.cwd(), signal = new AbortController().signal, told = (_: string) => {} } = {},
): Promise<Ended> {
  let out = '';
  let err = '';
  const exitCode = await main({
    args,
    cwd,
    signal,
    out: {
      isTty: false,
      write: (text) => {
        out += text;
        told(text);
      },
    },
    err: {
      isTty: true,
      write: (text) => {
        err += text;
      },
    },
  });
  return { exitCode, out, err };
}

/** An empty folder that goes with the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'probe-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function readJson(file: string) {
  return JSON.parse(await readFile(file, 'utf8'));
}
