/** Draws a layout. Only rows that are new or changed are made; the others are moved. */
import {
  groundOf,
  type Layout,
  lifeLineShape,
  type Place,
  round,
  shapesOf,
  textShape,
} from '@websocket-auth-lab/diagram';
import { type Row, spoken } from './model/rows.ts';
import { make, set } from './svg.ts';

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
  render(layout: Layout<Row>, isSeen: (key: string) => boolean, marked: Marked): void;
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

  function renderFrame(layout: Layout<Row>): void {
    const { width, height, headHeight, heads: names, lines: xs, waiting } = layout;
    const signature = JSON.stringify([width, height, names, xs, waiting]);
    if (signature === frame) return;
    frame = signature;
    set(heads, { width: round(width), height: round(headHeight) });
    set(list, { width: round(width), height: round(height) });
    heads.replaceChildren(...names.map((name) => make(...textShape(name))));
    lines.replaceChildren(...xs.map((x) => make(...lifeLineShape(x, height))));
    foot.replaceChildren(
      ...(waiting ? [make(...groundOf(waiting)), make(...textShape(waiting, 'muted waiting'))] : []),
    );
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

function fill({ item, visible, button, hit }: Drawn, place: Place<Row>): void {
  const { row, width, height } = place;
  set(item, { 'data-tone': row.tone });
  set(button, { 'aria-label': spoken(row) });
  set(hit, { width: round(width - 2), height: round(height - 2) });
  visible.replaceChildren(...shapesOf(place).map((shape) => make(...shape)));
}
