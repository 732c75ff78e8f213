/** What three engines answered when the tests asked them last, with the reader's own browser beside them. */

import { make } from '../page/make.ts';
import { language } from '../words/language.ts';
import { answers as inWords, questions, engines as words } from '../words/methods.ts';
import measured from './engines.json';
import { canAsk, type Probe } from './probes.ts';
import { type Answers, type QuestionId, questionIds } from './questions.ts';

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
    const cell = makeCell(words.own, muted(canAsk(id) ? words.notRun : words.needsAnother));
    own.set(id, cell);
    return make(
      'tr',
      { role: 'row', id: `asked-${id}` },
      make('th', { scope: 'row', role: 'rowheader' }, questions[id]),
      ...engines.map(({ answers }, at) => makeCell(columns[at] ?? '', sayAnswer(answers[id]))),
      cell,
    );
  }

  function makeTable(name: string, ids: readonly QuestionId[]): HTMLElement {
    const heads = [words.question, ...columns, words.own].map((text) =>
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
      makeTable(words.differ, differing),
      make(
        'details',
        { class: 'agreed' },
        make('summary', {}, words.more(agreed.length)),
        makeTable(words.agree, agreed),
      ),
    ),
    show(probes) {
      for (const { id, answer, evidence } of probes) {
        own.get(id)?.replaceChildren(make('strong', {}, sayAnswer(answer)), muted(evidence));
      }
    },
  };
}

/** When and of which browsers they were asked. */
export function describeMeasurement(): string {
  const date = new Date(measured.at).toLocaleDateString(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return words.asked(date, engines.map(({ name, version }) => `${name} ${version}`).join(', '));
}

/** The answers are kept as docs/browsers.md has them. */
function sayAnswer(answer: string | undefined): string {
  return answer === undefined ? words.notAsked : (inWords[answer] ?? answer);
}

function makeCell(column: string, content: Node | string): HTMLElement {
  return make('td', { 'data-label': column, role: 'cell' }, content);
}

function muted(text: string): HTMLElement {
  return make('p', { class: 'muted' }, text);
}
