/** The table of three engines, as a run of the tests found them, with the reader's own browser beside them. */
import measured from './engines.json';
import { make } from './make.ts';
import { canAsk, type Probe } from './probes.ts';
import { type Answers, type QuestionId, questionIds, questions } from './questions.ts';

interface Engine {
  readonly name: string;
  readonly version: string;
  readonly answers: Answers;
}

const engines: readonly Engine[] = measured.engines;

export interface EngineTable {
  readonly element: HTMLElement;
  /** Fills in the reader's own browser. */
  show(probes: readonly Probe[]): void;
}

export function createEngineTable(): EngineTable {
  const own = new Map<QuestionId, HTMLElement>();
  const columns = engines.map(({ name, version }) => `${name} ${version.replace(/\..*/, '')}`);

  function makeRow(id: QuestionId): HTMLElement {
    const answers = engines.map(({ answers }) => answers[id]);
    const differ = new Set(answers).size > 1;
    const cell = makeCell('This browser', muted(canAsk(id) ? 'not run yet' : 'takes a server of its own'));
    own.set(id, cell);
    return make(
      'tr',
      { role: 'row', id: `asked-${id}` },
      make(
        'th',
        { scope: 'row', role: 'rowheader' },
        questions[id].text,
        differ ? make('p', { class: 'differs' }, '≠ they differ') : undefined,
      ),
      ...answers.map((answer, at) => makeCell(columns[at] ?? '', answer ?? 'not asked')),
      cell,
    );
  }

  const heads = ['Question', ...columns, 'This browser'].map((name) =>
    make('th', { scope: 'col', role: 'columnheader' }, name),
  );
  return {
    element: make(
      'table',
      { class: 'comparison engines', role: 'table', 'aria-label': 'Three engines, and this browser' },
      make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...heads)),
      make('tbody', { role: 'rowgroup' }, ...questionIds.map(makeRow)),
    ),
    show(probes) {
      for (const { id, answer, evidence } of probes) {
        own.get(id)?.replaceChildren(make('strong', {}, answer), muted(evidence));
      }
    },
  };
}

/** When and of which browsers they were asked. */
export function describeMeasurement(): string {
  const date = new Date(measured.at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `Asked on ${date}: ${engines.map(({ name, version }) => `${name} ${version}`).join(', ')}.`;
}

function makeCell(column: string, content: Node | string): HTMLElement {
  return make('td', { 'data-label': column, role: 'cell' }, content);
}

function muted(words: string): HTMLElement {
  return make('p', { class: 'muted' }, words);
}
