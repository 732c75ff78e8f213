/** What a browser brings into this machine goes again, however the tests end. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Belongings {
  /** An empty folder for its profile. */
  readonly folder: string;
  /** Aborted when everything has to end at once. */
  readonly signal: AbortSignal;
  /** Adds a process that leads a process group: whatever it starts ends with it. */
  add(child: ChildProcess): void;
  /** Ends the processes and removes the folder. */
  remove(): Promise<void>;
}

const all = new Set<() => void>();
process.once('exit', () => {
  for (const removeNow of all) removeNow();
});

export function createBelongings(): Belongings {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-browser-'));
  const ending = new AbortController();
  const exits: Promise<unknown>[] = [];
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const removeNow = () => {
    ending.abort();
    removeFolder();
  };
  all.add(removeNow);
  return {
    folder,
    signal: ending.signal,
    add(child) {
      exits.push(once(child, 'exit'));
      ending.signal.addEventListener('abort', () => killGroup(child));
    },
    async remove() {
      ending.abort();
      await Promise.all(exits);
      removeFolder();
      all.delete(removeNow);
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
