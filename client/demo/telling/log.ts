/** The list of what was sent and received, newest last. */
import { seconds } from '../../diagram/model/rows.ts';
import { log as words } from '../../words/demo.ts';
import { logSigns, shorten } from './describe.ts';

const MAX_ROWS = 50;
const MAX_TEXT_LENGTH = 1000;

export interface Log {
  /** Counts time from now on. */
  restart(): void;
  /**
   * Adds a row; the oldest goes when there are too many.
   *
   * @param at - when it happened, in milliseconds on the page's clock
   */
  add(kind: keyof typeof logSigns, text: string, at?: number): void;
  clear(): void;
}

/**
 * @param list - gets one item per row
 * @param frame - scrolls around the list; its style lets it follow the end
 */
export function createLog(list: HTMLElement, frame: HTMLElement): Log {
  let startedAt = performance.now();
  let waiting: HTMLElement[] = [];
  frame.tabIndex = 0; // It scrolls, so keys have to reach it.

  // Once per frame, however many there are.
  function flush(): void {
    list.append(...waiting);
    waiting = [];
    while (list.childElementCount > MAX_ROWS) list.firstElementChild?.remove();
  }

  return {
    restart() {
      startedAt = performance.now();
    },
    add(kind, text, at = performance.now()) {
      const row = document.createElement('li');
      row.className = kind;
      row.append(
        sign(kind),
        cell('time', `${seconds(at - startedAt)} s`),
        cell('text', shorten(text, MAX_TEXT_LENGTH)),
      );
      waiting.push(row);
      if (waiting.length === 1) requestAnimationFrame(flush);
      if (waiting.length > MAX_ROWS) waiting.shift();
    },
    clear() {
      waiting = [];
      list.replaceChildren();
    },
  };
}

function sign(kind: keyof typeof logSigns): HTMLElement {
  const span = cell('kind', logSigns[kind]);
  span.role = 'img';
  span.ariaLabel = words.kinds[kind];
  return span;
}

function cell(className: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}
