/** Who was turned away, by cause: a table of counts since the server started. */
import type { Count } from '../../protocol/board.ts';
import { make } from '../page/make.ts';
import { explainCause } from './causes.ts';

export interface TurnedAway {
  readonly element: HTMLElement;
  show(counts: readonly Count[]): void;
}

const whole = new Intl.NumberFormat('en');

export function createTurnedAway(): TurnedAway {
  const heads = ['Told', 'Why', 'Clients'].map((name) => make('th', { scope: 'col' }, name));
  const body = make('tbody', {});
  const nobody = make('p', { class: 'muted' }, 'Nobody yet.');
  const table = make(
    'table',
    { class: 'causes' },
    make('caption', {}, 'Since the server started'),
    make('thead', {}, make('tr', {}, ...heads)),
    body,
  );
  return {
    element: make('div', {}, table, nobody),
    show(counts) {
      table.hidden = counts.length === 0;
      nobody.hidden = counts.length > 0;
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
