/** The list of what was sent and received, newest last. */
import { formatSeconds, shorten } from './words.ts';

const MAX_ROWS = 50;
const MAX_TEXT_LENGTH = 1000;

/** The sign of a row, and the same in a word for those who do not see it. */
const kinds = {
  opening: ['·', 'opening'],
  opened: ['·', 'open'],
  sent: ['→', 'sent'],
  notSent: ['✗', 'not sent'],
  received: ['←', 'received'],
  closing: ['·', 'closing'],
  closed: ['·', 'closed'],
} as const;

export interface Log {
  /** Counts time from now on. */
  restart(): void;
  /** Adds a row; the oldest goes when there are too many. */
  add(kind: keyof typeof kinds, text: string): void;
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
    add(kind, text) {
      const row = document.createElement('li');
      row.className = kind;
      row.append(
        sign(kind),
        cell('time', formatSeconds(performance.now() - startedAt)),
        cell('text', shorten(text, MAX_TEXT_LENGTH)),
      );
      waiting.push(row);
      if (waiting.length === 1) requestAnimationFrame(flush);
      if (waiting.length > MAX_ROWS) waiting.shift();
    },
  };
}

function sign(kind: keyof typeof kinds): HTMLElement {
  const [symbol, word] = kinds[kind];
  const span = cell('kind', symbol);
  span.role = 'img';
  span.ariaLabel = word;
  return span;
}

function cell(className: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}
