/** The list of what was sent and received, newest last. */
import { formatSeconds, shorten } from './words.ts';

const MAX_ROWS = 200;
const MAX_TEXT_LENGTH = 1000;

const kinds = {
  opening: '· opening',
  opened: '· open',
  sent: '→ sent',
  received: '← received',
  closing: '· closing',
  closed: '· closed',
} as const;

export interface Log {
  /** Counts time from now on. */
  restart(): void;
  /** Adds a row; the oldest goes when there are too many. */
  add(kind: keyof typeof kinds, text: string): void;
}

/**
 * @param list - gets one item per row
 * @param frame - scrolls around the list; follows its end unless someone scrolled up to read
 */
export function createLog(list: HTMLElement, frame: HTMLElement): Log {
  let startedAt = performance.now();
  frame.tabIndex = 0; // It scrolls, so keys have to reach it.

  return {
    restart() {
      startedAt = performance.now();
    },
    add(kind, text) {
      const atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 8;
      const row = document.createElement('li');
      row.className = kind;
      row.append(
        cell('time', formatSeconds(performance.now() - startedAt)),
        cell('kind', kinds[kind]),
        cell('text', shorten(text, MAX_TEXT_LENGTH)),
      );
      list.append(row);
      while (list.childElementCount > MAX_ROWS) list.firstElementChild?.remove();
      if (atEnd) frame.scrollTop = frame.scrollHeight;
    },
  };
}

function cell(className: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}
