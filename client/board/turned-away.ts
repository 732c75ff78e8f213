/** Who was turned away, by cause: a table of counts since the server started. */
import type { Count } from '../../protocol/board.ts';
import { make } from '../page/make.ts';
import { turnedAway as words } from '../words/board.ts';
import { language } from '../words/language.ts';
import { explainCause, isOrdinary } from './causes.ts';

export interface TurnedAway {
  readonly element: HTMLElement;
  show(counts: readonly Count[]): void;
}

const whole = new Intl.NumberFormat(language);

export function createTurnedAway(): TurnedAway {
  const turnedAway = createTable(words.since);
  const ordinary = createTable(words.ordinary);
  const nobody = make('p', { class: 'muted' }, words.nobody);
  return {
    element: make(
      'section',
      { class: 'panel', 'aria-labelledby': 'causes-title' },
      make('h2', { id: 'causes-title' }, words.title),
      make('div', { class: 'all-causes' }, make('div', {}, turnedAway.element, nobody), ordinary.element),
    ),
    show(counts) {
      const others = counts.filter((count) => !isOrdinary(count));
      turnedAway.show(others);
      ordinary.show(counts.filter(isOrdinary));
      nobody.hidden = others.length > 0;
    },
  };
}

/** A table that is not there while it is empty. */
function createTable(caption: string): TurnedAway {
  const heads = [words.told, words.why, words.clients].map((name) => make('th', { scope: 'col' }, name));
  const body = make('tbody', {});
  const element = make(
    'table',
    { class: 'causes' },
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...heads)),
    body,
  );
  return {
    element,
    show(counts) {
      element.hidden = counts.length === 0;
      const sorted = counts.toSorted((one, other) => other.count - one.count);
      body.replaceChildren(...sorted.map(rowOf));
    },
  };
}

function rowOf(count: Count): HTMLElement {
  const { told, why } = explainCause(count);
  return make(
    'tr',
    {},
    make('td', {}, told),
    make('th', { scope: 'row' }, why),
    make('td', {}, whole.format(count.count)),
  );
}
