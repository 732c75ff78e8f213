/** A baseline: failures that are known, one id a line; `#` begins a remark. */
import { suggestion } from './nearest.ts';
import { readFile } from './sources.ts';
import { UsageError } from './usage-error.ts';

/** @param known - the ids there are */
export function readBaseline(file: string, cwd: string, known: readonly string[]): string[] {
  const ids = readFile(file, '--baseline', cwd)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  for (const id of ids) assertKnown(id, known, `--baseline: ${file}`);
  return [...new Set(ids)];
}

export function assertKnown(id: string, known: readonly string[], where: string): void {
  if (known.includes(id)) return;
  throw new UsageError(
    `${where}: there is no check ${JSON.stringify(id.slice(0, 60))}.${suggestion(id, known)} Try --list.`,
  );
}
