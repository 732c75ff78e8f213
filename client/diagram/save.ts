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

/** Copies heads and rows into one picture, in the colours they are shown in. */
export function exportSvg({ heads, list }: Diagram['picture'], background: string, title: string): Drawing {
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

function standalone(svg: SVGSVGElement): Element[] {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return [];
  const originals = svg.querySelectorAll('*');
  for (const [index, element] of copy.querySelectorAll('*').entries()) {
    const original = originals[index];
    if (original) inline(original, element);
  }
  for (const hit of copy.querySelectorAll('.hit')) hit.remove();
  return [...copy.children];
}

function inline(original: Element, element: Element): void {
  for (const name of [
    'class',
    'role',
    'tabindex',
    'aria-expanded',
    'aria-controls',
    'aria-hidden',
    'data-key',
  ]) {
    element.removeAttribute(name);
  }
  if (element instanceof SVGGElement) return;
  const style = getComputedStyle(original);
  set(element, Object.fromEntries(inlined.map((name) => [name, style.getPropertyValue(name)])));
}

/** Draws an SVG as PNG. */
export async function toPng({ svg, width, height }: Drawing): Promise<Blob> {
  const image = new Image();
  // data: and not blob:, which the content security policy leaves out.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error('The picture is too large for a PNG.')),
    );
  });
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download reads it after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
