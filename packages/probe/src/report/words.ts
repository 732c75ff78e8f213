/** Words for a terminal. */

import type { Check } from '../checks/check.ts';
import { wordsOf } from '../checks/needs.ts';
import type { CheckReport, Judgement, Report } from '../run/report.ts';

const marks = { pass: 'pass', fail: 'FAIL', 'n.a.': 'n.a.', inconclusive: '????' } as const;

/** No control character of a server reaches the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
    letter === '\n' ? '\n' : `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** One line about a verdict. */
export function lineOf({ id, level, verdict, summary }: CheckReport): string {
  const oneLine = printable(summary.split('\n')[0] ?? '');
  return `${marks[verdict]}  ${level.padEnd(6)} ${id.padEnd(22)} ${oneLine}\n`;
}

/** All checks, for `--list`. */
export function listOf(checks: readonly Check[]): string {
  const around =
    'Around every check the honest client comes, sends its message, waits for the answer and leaves.\n\n';
  const told = checks
    .map((check) => {
      const needs = [...check.needs.map(wordsOf), ...(check.intrusive ? ['--intrusive'] : [])];
      return [
        `${check.id}  ${check.level}${check.intrusive ? ' (intrusive)' : ''}`,
        `  fault   the server ${check.fault}`,
        `  sends   ${check.sends}`,
        `  needs   ${needs.length > 0 ? needs.join('; ') : 'nothing'}`,
        `  source  ${check.source}`,
        '',
      ].join('\n');
    })
    .join('\n');
  return around + told;
}

/** The end of a report: failures explained, most severe first, and what it comes to. */
export function explain(
  report: Report,
  { exitCode, failed, stale }: Judgement,
  baseline: readonly string[],
): string {
  const { checks, totals } = report;
  const failures = checks
    .filter(({ verdict }) => verdict === 'fail')
    .toSorted((one, other) => Number(one.level === 'SHOULD') - Number(other.level === 'SHOULD'));
  const parts = failures.map((check) => explainFailure(check, baseline.includes(check.id)));
  if (report.problem !== undefined) parts.push(`${report.problem}\n`);
  if (report.interrupted) parts.push('The run was interrupted: this is no verdict on the server.\n');
  const undecided = checks.filter(({ verdict }) => verdict === 'inconclusive');
  if (undecided.length > 0 && report.problem === undefined && !report.interrupted) {
    parts.push(`Not decided: ${undecided.map(({ id }) => id).join(', ')}.\n`);
  }
  if (stale.length > 0) {
    parts.push(
      `The baseline lists checks that no longer fail: ${stale.join(', ')}. Remove ${stale.length === 1 ? 'this line' : 'these lines'}.\n`,
    );
  }
  parts.push(
    `${totals.pass} passed, ${totals.fail} failed${totals.fail > 0 ? `, ${failed.length} of which ${failed.length === 1 ? 'affects' : 'affect'} the exit code` : ''}, ${totals.na} do not apply, ${totals.inconclusive} not decided; ${report.connections} connections, ${report.seconds.toFixed(1)} s. Exit code ${exitCode}.\n`,
  );
  return `\n${printable(parts.join('\n'))}`;
}

function explainFailure(check: CheckReport, known: boolean): string {
  const { level, id, fault, summary, sends, expected, why, mend, ws, python, source, evidence } = check;
  const shown = evidence.find(({ fault: isFault }) => isFault) ?? evidence.at(-1);
  const exchange = (shown?.lines ?? [])
    .slice(0, 12)
    .map(
      ({ at, from, kind, text }) =>
        `    ${String(at).padStart(6)} ms ${from === 'client' ? '-->' : '<--'} ${kind}: ${(text.split('\r\n')[0] ?? '').slice(0, 100)}\n`,
    );
  return [
    `${level}  ${id}${known ? ' (in the baseline)' : ''}: the server ${fault}.\n`,
    `  Seen      ${summary}\n`,
    `  Sent      ${sends}\n`,
    `  Expected  ${expected}\n`,
    `  Why       ${why}\n`,
    `  Mend      ${mend}\n`,
    `  In ws     ${ws}\n`,
    `  In Python ${python}\n`,
    `  Source    ${source}\n`,
    ...(exchange.length > 0 ? [`  Exchange  ${shown?.label}\n`, ...exchange] : []),
  ].join('');
}
