/** Draws a layout. Only rows that are new or changed are made; the others are moved. */
import type { Layout } from './layout.ts';
import type { Arrow, Place } from './places.ts';
import { spoken } from './rows.ts';
import { make, round, set, textElement } from './svg.ts';
import { extent, type Text } from './text.ts';

/** More new rows than this at once are not faded in: it is a flood, not a story. */
const FADED_ROWS = 4;

interface Drawn {
  readonly item: SVGGElement;
  /** What can be seen; its name in words is the button's. */
  readonly visible: SVGGElement;
  readonly button: SVGGElement;
  readonly hit: SVGRectElement;
  signature: string;
}

/** Keys of rows that are marked. */
export interface Marked {
  readonly open: string | undefined;
  /** The one that came into view last, where rows come one by one. */
  readonly current: string | undefined;
}

export interface Renderer {
  /** Draws the places whose row is seen; others keep their room. */
  render(layout: Layout, isSeen: (key: string) => boolean, marked: Marked): void;
  /** Says something else in the line below the last row. */
  wait(text: string): void;
}

/**
 * @param heads - gets the life lines' names
 * @param list - gets the rows; each holds a button with `data-key`
 * @param detailId - of the element that shows an opened row
 */
export function createRenderer(heads: SVGSVGElement, list: SVGSVGElement, detailId: string): Renderer {
  const drawn = new Map<string, Drawn>();
  const lines = make('g', { class: 'life-lines', 'aria-hidden': 'true' });
  const foot = make('g', { 'aria-hidden': 'true' });
  list.append(lines, foot);
  let frame = '';

  function renderFrame({ width, height, headHeight, heads: names, lines: xs, waiting }: Layout): void {
    const signature = JSON.stringify([width, height, names, xs, waiting]);
    if (signature === frame) return;
    frame = signature;
    set(heads, { width: round(width), height: round(headHeight) });
    set(list, { width: round(width), height: round(height) });
    heads.replaceChildren(...names.map((name) => textElement(name)));
    lines.replaceChildren(...xs.map((x) => make('path', { d: `M${round(x)} 0V${round(height)}` })));
    foot.replaceChildren(...(waiting ? [ground(waiting), textElement(waiting, 'muted waiting')] : []));
  }

  function groupOf(key: string, fade: boolean): Drawn {
    const group = drawn.get(key) ?? createItem(key, fade, detailId);
    drawn.set(key, group);
    return group;
  }

  return {
    render(layout, isSeen, marked) {
      renderFrame(layout);
      const places = layout.places.filter(({ row }) => isSeen(row.key));
      const keys = new Set(places.map(({ row }) => row.key));
      for (const [key, { item }] of drawn) {
        if (keys.has(key)) continue;
        item.remove();
        drawn.delete(key);
      }
      const fade = places.filter(({ row }) => !drawn.has(row.key)).length <= FADED_ROWS;
      let next = lines.nextElementSibling;
      for (const place of places) {
        const { key } = place.row;
        const group = groupOf(key, fade);
        const { top, left, ...rest } = place;
        const signature = JSON.stringify(rest);
        if (group.signature !== signature) {
          group.signature = signature;
          fill(group, place);
        }
        set(group.item, {
          transform: `translate(${round(left)} ${round(top)})`,
          'data-current': String(key === marked.current),
        });
        set(group.button, { 'aria-expanded': String(key === marked.open) });
        if (group.item === next) next = next.nextElementSibling;
        else list.insertBefore(group.item, next);
      }
    },
    wait(text) {
      const line = foot.querySelector('text');
      if (line && line.textContent !== text) line.textContent = text;
    },
  };
}

function createItem(key: string, fade: boolean, detailId: string): Drawn {
  const hit = make('rect', { class: 'hit', x: 1, y: 1, rx: 5 });
  const button = make('g', { role: 'button', tabindex: -1, 'data-key': key, 'aria-controls': detailId }, hit);
  const visible = make('g', { class: 'visible', 'aria-hidden': 'true' });
  const item = make('g', { role: 'listitem', class: fade ? 'row new' : 'row' }, button, visible);
  return { item, visible, button, hit, signature: '' };
}

function fill({ item, visible, button, hit }: Drawn, place: Place): void {
  const { row, width, height, labels, texts, arrow, band } = place;
  set(item, { 'data-tone': row.tone });
  set(button, { 'aria-label': spoken(row) });
  set(hit, { width: round(width - 2), height: round(height - 2) });
  const parts: Element[] = [];
  if (band) {
    const { x, y, width: bandWidth, height: bandHeight } = band;
    const box = { x: round(x), y: round(y), width: round(bandWidth), height: round(bandHeight) };
    const rx = round(Math.min(bandHeight / 2, (labels[0]?.size ?? 0) * 0.8));
    parts.push(make('rect', { class: 'band', ...box, rx }));
  }
  if (arrow) parts.push(...arrowParts(arrow, (labels[0]?.size ?? 0) / 2, row.dashed));
  if (!band) parts.push(...labels.map(ground));
  parts.push(...texts.flatMap((text) => [ground(text), textElement(text, 'muted')]));
  parts.push(...labels.map((label) => textElement(label, 'label')));
  visible.replaceChildren(...parts);
}

/** A text may cross a life line or an arrow: it stands on ground of its own, which every program can draw. */
function ground(text: Text): SVGRectElement {
  const { left, right } = extent(text);
  const { y, size } = text;
  return make('rect', {
    class: 'ground',
    x: round(left - 0.15 * size),
    y: round(y - 0.85 * size),
    width: round(right - left + 0.3 * size),
    height: round(1.1 * size),
  });
}

function arrowParts({ fromX, fromY, toX, toY, end }: Arrow, size: number, dashed: boolean): Element[] {
  const line = make('path', {
    class: dashed ? 'arrow dashed' : 'arrow',
    d: `M${round(fromX)} ${round(fromY)}L${round(toX)} ${round(toY)}`,
  });
  if (end === 'none') return [line];
  const long = round(size);
  const half = round(size * 0.6);
  const d =
    end === 'head'
      ? `M-${long} -${half}L0 0L-${long} ${half}`
      : `M-${half} -${half}L${half} ${half}M${half} -${half}L-${half} ${half}`;
  const degrees = (Math.atan2(toY - fromY, toX - fromX) * 180) / Math.PI;
  const transform = `translate(${round(toX)} ${round(toY)}) rotate(${round(degrees)})`;
  return [line, make('path', { class: 'arrow', d, transform })];
}
