/** "Which one for me?": three questions, answered with rows of the document's own table. */
import { make } from '../page/make.ts';
import { guide as guideWords } from '../words/methods.ts';
import { GUIDE_DOCUMENT, type GuideQuestion, guideQuestions, isForPages, namedByAll } from './guide.ts';

export function createGuide(): HTMLElement {
  const answer = make('div', { class: 'guide-answer', 'aria-live': 'polite' });
  const choices = make('div', { class: 'guide-questions' });
  const element = make(
    'details',
    { class: 'guide', id: 'which-one' },
    make('summary', {}, guideWords.title),
    choices,
    answer,
  );
  let began = false;

  async function begin(): Promise<void> {
    const table = await readTable().catch(() => undefined);
    if (!table) {
      answer.replaceChildren(sentence(guideWords.missing));
      began = false;
      return;
    }
    const selects = guideQuestions.map((question) => makeSelect(question, table));
    const show = () => {
      const rows = selects.flatMap(({ value }) => table.get(value) ?? []);
      answer.replaceChildren(...answerOf(rows, selects[0]?.value === ''));
    };
    for (const select of selects) select.addEventListener('change', show);
    choices.replaceChildren(
      ...guideQuestions.map(({ id }, at) => make('label', {}, guideWords[id], selects[at])),
    );
    show();
  }

  const open = () => {
    if (location.hash === '#which-one') element.open = true;
  };
  element.addEventListener('toggle', () => {
    if (!element.open || began) return;
    began = true;
    void begin();
  });
  addEventListener('hashchange', open);
  open();
  return element;
}

/** The rows of the table, by their names. */
type Table = ReadonlyMap<string, HTMLTableRowElement>;

async function readTable(): Promise<Table> {
  const response = await fetch(GUIDE_DOCUMENT);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const rows = guideQuestions.flatMap((question) => question.rows);
  const found = rows.map((row) => page.getElementById(row));
  if (!found.every((row) => row instanceof HTMLTableRowElement)) throw new Error('The table is another one.');
  return new Map(found.map((row) => [row.id, row]));
}

function makeSelect({ id, rows }: GuideQuestion, table: Table): HTMLSelectElement {
  return make(
    'select',
    { id: `guide-${id}` },
    make('option', { value: '' }, guideWords.none[id]),
    ...rows.map((row) => make('option', { value: row }, table.get(row)?.cells[0]?.textContent ?? '')),
  );
}

function answerOf(rows: readonly HTMLTableRowElement[], isPage: boolean): HTMLElement[] {
  if (rows.length === 0) return [make('p', {}, guideWords.unanswered)];
  const named = rows.map((row) =>
    [...(row.cells[1]?.querySelectorAll('code') ?? [])].map(({ textContent }) => textContent),
  );
  const fitting = namedByAll(named).filter((method) => !isPage || isForPages(method));
  const { situation, take, why } = guideWords.columns;
  const heads = [situation, take, why].map((text) => make('th', { scope: 'col' }, text));
  return [
    make('p', { class: 'verdict' }, fitting.length > 0 ? guideWords.fitting(fitting) : guideWords.noneFits),
    make(
      'table',
      { class: 'guide-table' },
      make('thead', {}, make('tr', {}, ...heads)),
      make('tbody', {}, ...rows.map((row) => document.importNode(row, true))),
    ),
    sentence(guideWords.source),
  ];
}

function sentence(lead: string): HTMLElement {
  return make('p', { class: 'muted' }, `${lead} `, make('a', { href: GUIDE_DOCUMENT }, guideWords.document));
}
