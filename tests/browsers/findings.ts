/** What engines answered, as client/comparison/engines.json keeps it and the documents show it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Answers, concerns, type QuestionId, questionIds } from '../../client/comparison/questions.ts';
import { questions } from '../../client/words/en/questions.ts';
import { methodIds } from '../../protocol/methods.ts';
import { projectRoot } from '../../server/basics/paths.ts';

export interface Findings {
  /** The day, ISO 8601. */
  readonly at: string;
  readonly engines: readonly {
    readonly name: string;
    readonly version: string;
    readonly answers: Answers;
  }[];
}

const file = 'client/comparison/engines.json';
const begin = '<!-- engines: written by npm run test:browsers -- --write -->';
const end = '<!-- end of engines -->';

export function readFindings(): Findings {
  return JSON.parse(read(file));
}

/** Writes the findings down, and into every document that shows them. */
export function writeFindings(findings: Findings): void {
  write(file, `${JSON.stringify(findings, null, 2)}\n`);
  for (const document of documents) write(document, withFindings(document, read(document), findings));
}

/** The documents that show findings. */
export const documents = ['docs/browsers.md', ...methodIds.map((id) => `docs/methods/${id}.md`)];

/** Replaces what stands between the two marks of a document. */
export function withFindings(document: string, text: string, findings: Findings): string {
  const [before = '', rest] = text.split(begin);
  const [, after] = (rest ?? '').split(end);
  if (after === undefined) throw new Error(`${document} has no place for the findings: ${begin} … ${end}`);
  const method = methodIds.find((id) => document === `docs/methods/${id}.md`);
  const shown = method === undefined ? whole(findings) : part(findings, idsOf(method));
  return `${before}${begin}\n\n${shown}\n\n${end}${after}`;
}

function idsOf(method: string): QuestionId[] {
  return questionIds.filter((id) => concerns[id].some((one) => one === method));
}

/** Every question: first where engines differ, then where they agree. */
function whole(findings: Findings): string {
  const { differing, agreed } = sorted(findings, questionIds);
  return [
    `Asked on ${dateOf(findings)} of ${namesAndVersions(findings)}.`,
    '## Where they differ',
    tableOfEach(findings, differing),
    '## Where they agree',
    tableOfAll(findings, agreed),
  ].join('\n\n');
}

/** What concerns one method. */
function part(findings: Findings, ids: readonly QuestionId[]): string {
  const { differing, agreed } = sorted(findings, ids);
  return [
    `[Asked](../browsers.md) on ${dateOf(findings)} of ${namesAndVersions(findings)}:`,
    ...(differing.length > 0 ? [tableOfEach(findings, differing)] : []),
    ...(agreed.length > 0 ? [tableOfAll(findings, agreed)] : []),
  ].join('\n\n');
}

function sorted(
  { engines }: Findings,
  ids: readonly QuestionId[],
): { differing: QuestionId[]; agreed: QuestionId[] } {
  const differing = ids.filter((id) => new Set(engines.map(({ answers }) => answers[id])).size > 1);
  return { differing, agreed: ids.filter((id) => !differing.includes(id)) };
}

function tableOfEach({ engines }: Findings, ids: readonly QuestionId[]): string {
  return table(
    ['question', ...engines.map(({ name }) => name)],
    ids.map((id) => [questions[id], ...engines.map(({ answers }) => answers[id] ?? 'not asked')]),
  );
}

function tableOfAll({ engines: [first] }: Findings, ids: readonly QuestionId[]): string {
  return table(
    ['question', 'all three'],
    ids.map((id) => [questions[id], first?.answers[id] ?? 'not asked']),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows.map((cells) => cells.map(escaped))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\|<>*_]/g, '\\$&');
}

function dateOf({ at }: Findings): string {
  return new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

function namesAndVersions({ engines }: Findings): string {
  const [last, ...others] = engines.map(({ name, version }) => `${name} ${version}`).toReversed();
  return `${others.toReversed().join(', ')} and ${last}`;
}

function read(name: string): string {
  return readFileSync(path.join(projectRoot, name), 'utf8');
}

function write(name: string, text: string): void {
  writeFileSync(path.join(projectRoot, name), text);
}
