/** Takes the picture out of the page: as SVG that stands alone, as PNG, as text. */
import type { Diagram } from './diagram.ts';
import { make, set } from './svg.ts';

/** What a style sheet gives an element, written into it. */
const inlined = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-family',
  'font-weight',
] as const;

const MARGIN = 16;

/** Pixels of a PNG per pixel of the page: sharp on a projector. */
const SCALE = 2;

export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Copies heads and rows into one picture, in the colours they have when nothing is marked, opened or pointed at. */
export function exportSvg({ heads, list }: Diagram['picture'], title: string): Drawing {
  const background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  const headHeight = Number(heads.getAttribute('height'));
  const width = Number(list.getAttribute('width')) + 2 * MARGIN;
  const height = headHeight + Number(list.getAttribute('height')) + 2 * MARGIN;
  const name = make('title');
  name.textContent = title;
  const picture = make(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}` },
    name,
    make('rect', { width, height, fill: background }),
    make('g', { transform: `translate(${MARGIN} ${MARGIN})` }, ...standalone(heads)),
    make('g', { transform: `translate(${MARGIN} ${MARGIN + headHeight})` }, ...standalone(list)),
  );
  return { svg: new XMLSerializer().serializeToString(picture), width, height };
}

/** Copies what is in an element, with its style written into it. */
function standalone(svg: SVGSVGElement): Element[] {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return [];
  for (const hit of copy.querySelectorAll('.hit')) hit.remove();
  for (const name of ['data-current', 'aria-expanded']) {
    for (const marked of copy.querySelectorAll(`[${name}]`)) marked.removeAttribute(name);
  }
  // Beside the original for a moment, since that is where the style sheet reaches it and no pointer does.
  copy.classList.add('copy');
  svg.after(copy);
  const all = [...copy.querySelectorAll('*')];
  for (const element of all) inline(element);
  copy.remove();
  for (const element of all) strip(element);
  return [...copy.children];
}

function inline(element: Element): void {
  const style = getComputedStyle(element);
  const values = inlined.map((name) => [name, style.getPropertyValue(name)] as const);
  if (!(element instanceof SVGGElement)) set(element, Object.fromEntries(values));
}

/** What the page needs and a picture does not. */
function strip(element: Element): void {
  for (const { name } of [...element.attributes]) {
    if (/^(class|role|tabindex|aria-.*|data-.*)$/.test(name)) element.removeAttribute(name);
  }
}

/**
 * Draws an SVG as PNG.
 *
 * @param tooLarge - what is said where no browser could hold it
 */
export async function toPng({ svg, width, height }: Drawing, tooLarge: string): Promise<Blob> {
  const image = new Image();
  // data: and not blob:, which the content security policy leaves out.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(tooLarge))));
  });
}
