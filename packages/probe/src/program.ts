/** The command: arguments in, report out, exit code. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Check } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { type ReportOptions, type RunOptions, readArguments } from './config/arguments.ts';
import { assertKnown, readBaseline } from './config/baseline.ts';
import type { Target } from './config/settings.ts';
import { UsageError } from './config/usage-error.ts';
import { formats } from './report/formats.ts';
import { helpText } from './report/help.ts';
import { explain, lineOf, listOf } from './report/words.ts';
import { faultOfOurOwn } from './run/fault.ts';
import { type CheckReport, exitCodes, judge, type Report } from './run/report.ts';
import { run } from './run/runner.ts';
import { tool, version } from './run/version.ts';

export const MANNERS = "A server may be probed only with its owner's leave.\n";

export interface Terminal {
  readonly isTty: boolean;
  write(text: string): void;
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly out: Terminal;
  readonly err: Terminal;
  /** Aborted when the person does not want to wait for the end. */
  readonly signal: AbortSignal;
}

/** @returns the exit code */
export async function main(command: Command): Promise<number> {
  try {
    const read = readArguments(command.args, command.cwd);
    switch (read.mode) {
      case 'help':
        command.out.write(helpText());
        return exitCodes.fine;
      case 'version':
        command.out.write(`${tool} ${version}\n`);
        return exitCodes.fine;
      case 'list':
        command.out.write(listOf(checks));
        return exitCodes.fine;
      case 'run':
        return await probeServer(command, read.target, read.run, read.report);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      command.err.write(`${error.message}\n`);
      return exitCodes.usage;
    }
    command.err.write(`${faultOfOurOwn(error)}\n`);
    return exitCodes.untried;
  }
}

async function probeServer(
  { cwd, out, err, signal }: Command,
  target: Target,
  options: RunOptions,
  wanted: ReportOptions,
): Promise<number> {
  const known = checks.map(({ id }) => id);
  for (const id of options.only) assertKnown(id, known, '--only');
  for (const id of options.skip) assertKnown(id, known, '--skip');
  assertAllowed(options);
  const baseline = wanted.baseline === undefined ? [] : readBaseline(wanted.baseline, cwd, known);
  const chosen = choose(checks, options);
  if (chosen.length === 0) throw new UsageError('No check is left to run.');
  if (target.credential) await tryCredential(target, signal);
  err.write(MANNERS);

  let done = 0;
  const progress = (text: string) => {
    if (err.isTty) err.write(`\r\u001b[K${text}`);
  };
  progress(`0 of ${chosen.length}`);
  const report = await run({
    target,
    checks: chosen,
    jobs: options.jobs,
    timeoutMs: options.timeoutMs,
    signal,
    told: (check: CheckReport) => {
      progress('');
      out.write(lineOf(check));
      done++;
      progress(`${done} of ${chosen.length}`);
    },
  });
  progress('');
  const judgement = judge(report, baseline, wanted.strict);
  out.write(explain(report, judgement, baseline));
  await writeReports(report, wanted, cwd);
  return judgement.exitCode;
}

function assertAllowed({ only, intrusive }: RunOptions): void {
  const closed = checks.find((check) => check.intrusive && !intrusive && only.includes(check.id));
  if (closed) throw new UsageError(`--only: ${closed.id} sends load, and needs --intrusive.`);
}

function choose(all: readonly Check[], { only, skip, intrusive }: RunOptions): Check[] {
  return all.filter(({ id, intrusive: isIntrusive }) => {
    if (skip.includes(id)) return false;
    if (only.length > 0 && !only.includes(id)) return false;
    return intrusive || !isIntrusive;
  });
}

/** A credential that cannot be had is a mistake in the configuration, not one of the server. */
async function tryCredential({ credential, csrf }: Target, signal: AbortSignal): Promise<void> {
  await credential?.(signal);
  await csrf?.(signal);
}

async function writeReports(report: Report, wanted: ReportOptions, cwd: string): Promise<void> {
  for (const { name, write } of formats) {
    const file = wanted[name];
    if (file === undefined) continue;
    const target = path.resolve(cwd, file);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, write(report));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      throw new UsageError(`--${name}: ${file} cannot be written${code}.`);
    }
  }
}
