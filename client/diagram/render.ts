/** Draws a layout. Only rows that are new or changed are made; the others are moved. */
import type { Layout } from './layout.ts';
import type { Place } from './places.ts';
import { spoken } from './rows.ts';
import { make, round, set, textElement } from './svg.ts';

/** The id of the element that shows an opened row. */
export const DETAIL_ID = 'wire-detail';

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

export interface Renderer {
  /** @param openKey - key of the row that is open, if one is */
  render(layout: Layout, openKey: string | undefined): void;
}

/**
 * @param heads - gets the life lines' names
 * @param list - gets the rows; each holds a button with `data-key`
 */
export function createRenderer(heads: SVGSVGElement, list: SVGSVGElement): Renderer {
  const drawn = new Map<string, Drawn>();
  const lines = make('g', { class: 'life-lines', 'aria-hidden': 'true' });
  const foot = make('g', { 'aria-hidden': 'true' });
  list.append(lines, foot);
  let frame = '';

  function renderFrame({ width, height, headHeight, heads: names, lines: xs, waiting }: Layout): void {
    const signature = JSON.stringify([width, height, names, waiting]);
    if (signature === frame) return;
    frame = signature;
    set(heads, { width: round(width), height: round(headHeight) });
    set(list, { width: round(width), height: round(height) });
    heads.replaceChildren(...names.map((name) => textElement(name)));
    lines.replaceChildren(...xs.map((x) => make('path', { d: `M${round(x)} 0V${round(height)}` })));
    foot.replaceChildren(...(waiting ? [textElement(waiting, 'muted')] : []));
  }

  return {
    render(layout, openKey) {
      renderFrame(layout);
      const keys = new Set(layout.places.map(({ row }) => row.key));
      for (const [key, { item }] of drawn) {
        if (keys.has(key)) continue;
        item.remove();
        drawn.delete(key);
      }
      const fresh = layout.places.filter(({ row }) => !drawn.has(row.key)).length;
      let next = lines.nextElementSibling;
      for (const place of layout.places) {
        const { row, top } = place;
        let group = drawn.get(row.key);
        if (!group) {
          group = createItem(row.key, fresh <= FADED_ROWS);
          drawn.set(row.key, group);
        }
        const { top: _moves, ...rest } = place;
        const signature = JSON.stringify([layout.width, rest]);
        if (group.signature !== signature) {
          group.signature = signature;
          fill(group, place, layout.width);
        }
        set(group.item, { transform: `translate(0 ${round(top)})` });
        set(group.button, { 'aria-expanded': String(row.key === openKey) });
        if (group.item === next) next = next.nextElementSibling;
        else list.insertBefore(group.item, next);
      }
    },
  };
}

function createItem(key: string, fade: boolean): Drawn {
  const hit = make('rect', { class: 'hit', x: 1, y: 1, rx: 5 });
  const button = make(
    'g',
    { role: 'button', tabindex: -1, 'data-key': key, 'aria-controls': DETAIL_ID },
    hit,
  );
  const visible = make('g', { class: 'visible', 'aria-hidden': 'true' });
  const item = make('g', { role: 'listitem', class: fade ? 'row new' : 'row' }, button, visible);
  return { item, visible, button, hit, signature: '' };
}

function fill({ item, visible, button, hit }: Drawn, place: Place, width: number): void {
  const { row, height, label, texts, arrow, band } = place;
  set(item, { 'data-tone': row.tone });
  set(button, { 'aria-label': spoken(row) });
  set(hit, { width: round(width - 2), height: round(height - 2) });
  const parts: Element[] = [];
  if (band) {
    const { x, y, width: bandWidth, height: bandHeight } = band;
    const box = { x: round(x), y: round(y), width: round(bandWidth), height: round(bandHeight) };
    parts.push(make('rect', { class: 'band', ...box, rx: round(bandHeight / 2) }));
  }
  if (arrow) parts.push(...arrowParts(arrow, label.size / 2, row.dashed));
  parts.push(...texts.map((text) => textElement(text, 'muted')), textElement(label, 'label'));
  visible.replaceChildren(...parts);
}

function arrowParts(
  { fromX, toX, y }: NonNullable<Place['arrow']>,
  size: number,
  dashed: boolean,
): Element[] {
  const back = toX > fromX ? -size : size;
  const half = size * 0.6;
  const head = `M${round(toX + back)} ${round(y - half)}L${round(toX)} ${round(y)}l${round(back)} ${round(half)}`;
  return [
    make('path', {
      class: dashed ? 'arrow dashed' : 'arrow',
      d: `M${round(fromX)} ${round(y)}H${round(toX)}`,
    }),
    make('path', { class: 'arrow', d: head }),
  ];
}
