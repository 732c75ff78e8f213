/** Shows what is inside an opened row: headers or frame, payload, and what it means. */

import { direction, type Row, seconds } from '../model/rows.ts';
import { make } from './html.ts';

/** Fills the element; without a row it is emptied and hidden. */
export function showDetail(element: HTMLElement, row: Row | undefined): void {
  element.hidden = row === undefined;
  if (!row) {
    element.replaceChildren();
    return;
  }
  const { detail } = row;
  const { what, frame, payload, explanation } = detail;
  const code = [frame, payload].filter((line) => line !== undefined).join('\n');
  const heading = make('h3', `${seconds(row.at)} s · ${direction(row)} · ${what}`);
  element.replaceChildren(heading, ...(code === '' ? [] : [make('pre', code)]), make('p', explanation));
  // Loaded when it is asked for: few people open a row.
  void import('./glass.ts').then((glass) => {
    // Meanwhile another row may have been opened.
    if (heading.isConnected) element.append(...glass.partsOf(row));
  });
}
