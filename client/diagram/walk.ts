/**
 * Lets keys and pointer walk the rows: one of them is in the tab order, arrows move from row to row, Home and End to
 * the ends, Enter, Space or a click opens (roving tabindex, ARIA Authoring Practices).
 */
export interface Walk {
  /** Rows came or went. */
  refresh(): void;
}

/** @param open - called with the key of the row to be opened or closed */
export function walkRows(list: SVGSVGElement, open: (key: string) => void): Walk {
  let current: Element | undefined;

  const rows = () => [...list.querySelectorAll<SVGGElement>('[data-key]')];

  function makeCurrent(row: SVGGElement): void {
    current?.setAttribute('tabindex', '-1');
    row.setAttribute('tabindex', '0');
    current = row;
  }

  list.addEventListener('keydown', (event) => {
    const row = rowOf(event.target);
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) open(row.dataset.key ?? '');
      return;
    }
    const all = rows();
    const target = all[targetIndex(event.key, all.indexOf(row), all.length)];
    if (!target) return;
    event.preventDefault();
    makeCurrent(target);
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
  });
  list.addEventListener('click', (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    makeCurrent(row);
    open(row.dataset.key ?? '');
  });

  return {
    refresh() {
      if (current?.isConnected) return;
      const [first] = rows();
      if (first) makeCurrent(first);
    },
  };
}

/** Where a key leads; out of range when it leads nowhere. */
export function targetIndex(key: string, index: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(index + 1, count - 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}

function rowOf(target: EventTarget | null): SVGGElement | undefined {
  const row = target instanceof Element ? target.closest('[data-key]') : null;
  return row instanceof SVGGElement ? row : undefined;
}
