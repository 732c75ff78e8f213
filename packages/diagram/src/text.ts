/** Lines of text and how they are broken. Pure: it is told how wide a text is. */

export type Font = 'text' | 'strong' | 'code' | 'small';

/** A line of text; `y` is its baseline. */
export interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly font: Font;
  /** In pixels, as all numbers here. */
  readonly size: number;
  readonly width: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** The paper with the sizes chosen for it. */
export interface Measures {
  readonly width: number;
  /** Size of a label; everything else is in proportion. */
  readonly size: number;
  readonly sizes: Readonly<Record<Font, number>>;
  widthOf(text: string, font: Font): number;
}

/** Longer texts are no labels but contents, which the opened row shows. */
const MOST_LINES = 4;

/** Makes a line. */
export function textAt(
  text: string,
  font: Font,
  { x, y, anchor = 'start' }: { x: number; y: number; anchor?: Text['anchor'] },
  { sizes, widthOf }: Measures,
): Text {
  return { text, x, y, font, size: sizes[font], width: widthOf(text, font), anchor };
}

/** Where a line begins and ends. */
export function extent({ x, width, anchor }: Text): { left: number; right: number } {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width };
}

/** Breaks a text into lines that are no wider than the room, at spaces where it can; the fourth ends in an ellipsis. */
export function wrap(text: string, room: number, font: Font, measures: Measures): string[] {
  const { size, widthOf } = measures;
  // No letter is this thin: measuring thousands that cannot be shown would cost time for nothing.
  const most = text.slice(0, Math.ceil((room / size) * 6) * MOST_LINES);
  let rest = most;
  const lines: string[] = [];
  while (lines.length < MOST_LINES - 1 && widthOf(rest, font) > room) {
    const fits = longestFit(rest, room, font, measures);
    const space = rest.lastIndexOf(' ', fits);
    const end = space > 0 ? space : fits;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  const isWhole = most === text && widthOf(rest, font) <= room;
  lines.push(isWhole ? rest : `${rest.slice(0, longestFit(rest, room, font, measures, '…'))}…`);
  return lines;
}

/** How many characters fit, one at least, and never half of one. */
function longestFit(text: string, room: number, font: Font, { widthOf }: Measures, end = ''): number {
  let fits = 0;
  let tooLong = text.length + 1;
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (widthOf(text.slice(0, half) + end, font) <= room) fits = half;
    else tooLong = half;
  }
  return Math.max(1, text.slice(0, fits).replace(/[\ud800-\udbff]$/, '').length);
}
