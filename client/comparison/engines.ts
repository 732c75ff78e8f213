/** What three engines answered when the tests asked them last, with the reader's own browser beside them. */

import { make } from '../page/make.ts';
import measured from './engines.json';
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
  const columns = engines.map(({ name, version }) => `${name} ${version.split('.', 2).join('.')}`);
  const differing = questionIds.filter((id) => new Set(engines.map(({ answers }) => answers[id])).size > 1);
  const agreed = questionIds.filter((id) => !differing.includes(id));

  function makeRow(id: QuestionId): HTMLElement {
    const cell = makeCell('This browser', muted(canAsk(id) ? 'not run yet' : 'needs a second server'));
    own.set(id, cell);
    return make(
      'tr',
      { role: 'row', id: `asked-${id}` },
      make('th', { scope: 'row', role: 'rowheader' }, questions[id].text),
      ...engines.map(({ answers }, at) => makeCell(columns[at] ?? '', answers[id] ?? 'not asked')),
      cell,
    );
  }

  function makeTable(name: string, ids: readonly QuestionId[]): HTMLElement {
    const heads = ['Question', ...columns, 'This browser'].map((text) =>
      make('th', { scope: 'col', role: 'columnheader' }, text),
    );
    return make(
      'table',
      { class: 'comparison engines', role: 'table', 'aria-label': name },
      make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...heads)),
      make('tbody', { role: 'rowgroup' }, ...ids.map(makeRow)),
    );
  }

  return {
    element: make(
      'div',
      {},
      makeTable('Where engines differ', differing),
      make(
        'details',
        { class: 'agreed' },
        make('summary', {}, `${agreed.length} more questions, on which all three agree`),
        makeTable('Where engines agree', agreed),
      ),
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
