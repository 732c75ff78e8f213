/** Where the parts of one row go: side by side where there is room, one below the other where there is little. */
import type { Party } from '../../protocol/trace.ts';
import { markedLabel, type Row, seconds } from './rows.ts';

export type Font = 'text' | 'strong' | 'code' | 'small';

/** A line of text; `y` is its baseline. */
export interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly font: Font;
  /** In pixels. */
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Where a row's parts go, counted from the row's own top. */
export interface Place {
  readonly row: Row;
  readonly top: number;
  readonly height: number;
  readonly label: Text;
  /** Time, pause and what stands aside. */
  readonly texts: readonly Text[];
  readonly arrow?: { readonly fromX: number; readonly toX: number; readonly y: number };
  readonly band?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** The paper with the sizes chosen for it. */
export interface Measures {
  readonly width: number;
  /** Size of a label; everything else is in proportion. */
  readonly size: number;
  readonly sizes: Readonly<Record<Font, number>>;
  widthOf(text: string, font: Font): number;
}

export type Lines = Readonly<Record<Party, number>>;

export interface Room {
  readonly measures: Measures;
  readonly lines: Lines;
  /** The time is worth telling: it is not that of the row before. */
  readonly timed: boolean;
  /** Where the row begins, under the mark of a pause. */
  readonly y: number;
}

export type Placed = Omit<Place, 'row' | 'top'>;

/** A line of text in the smallest size. */
export function smallText(
  text: string,
  x: number,
  y: number,
  anchor: Text['anchor'],
  { sizes }: Measures,
): Text {
  return { text, x, y, font: 'small', size: sizes.small, anchor };
}

/** Half-way between client and server. */
export function middle({ client, server }: Lines): number {
  return (client + server) / 2;
}

/** With a column for the time, and room for asides beyond the server. */
export function placeWide(row: Row, { measures, lines, timed, y }: Room): Placed {
  const { size, width } = measures;
  const [fromX, toX] = [lines[row.from], lines[row.to]];
  const baseline = y + (row.kind === 'arrow' ? 2.15 : 1.6) * size;
  const time = timed
    ? [smallText(`${seconds(row.at)} s`, lines.client - 1.6 * size, baseline, 'end', measures)]
    : [];
  if (row.kind === 'band') {
    const label = fit(row, middle(lines), y + 1.6 * size, width - lines.client, measures);
    return bandPlace({ ...label, anchor: 'middle' }, time, measures, lines, y);
  }
  if (row.kind === 'note') {
    const x = fromX + 0.7 * size;
    const label = fit(row, x, y + 1.6 * size, width - x, measures);
    return { height: 2.3 * size, label, texts: time };
  }
  const left = Math.min(fromX, toX);
  const right = Math.max(fromX, toX);
  const touchesAuth = row.from === 'auth' || row.to === 'auth';
  // Between server and auth server an aside shares the row's own room; otherwise it has the room beyond the server.
  const asideRight = touchesAuth ? right - 0.9 * size : width;
  const asideLeft = touchesAuth ? left : right + 0.6 * size;
  const aside = row.aside === undefined ? '' : cut(row.aside, asideRight - asideLeft, 'small', measures);
  const taken = touchesAuth && aside !== '' ? measures.widthOf(aside, 'small') + size : 0;
  const label = fit(row, left + 1.1 * size, y + 1.3 * size, right - left - 2 * size - taken, measures);
  const asides =
    aside === ''
      ? []
      : touchesAuth
        ? [smallText(aside, asideRight, y + 1.3 * size, 'end', measures)]
        : [smallText(aside, asideLeft, y + 2 * size, 'start', measures)];
  return {
    height: 2.45 * size,
    label,
    texts: [...time, ...asides],
    arrow: { fromX, toX, y: y + 1.85 * size },
  };
}

/** The time before the label, which may use the whole width; asides below the arrow. */
export function placeNarrow(row: Row, { measures, lines, timed, y }: Room): Placed {
  const { size, width, widthOf } = measures;
  const left = lines.client + 0.6 * size;
  const baseline = y + (row.kind === 'band' ? 1.6 : 1.3) * size;
  const timeText = seconds(row.at);
  const time = timed ? [smallText(timeText, left, baseline, 'start', measures)] : [];
  const labelX = timed ? left + widthOf(timeText, 'small') + 0.7 * size : left;
  const label = fit(row, labelX, baseline, width - labelX - size / 2, measures);
  if (row.kind === 'band') return bandPlace(label, time, measures, lines, y);
  // What the auth server is asked stands at its side, and what only the server knows at the server's.
  const right = row.from === 'auth' || row.to === 'auth' || (row.kind === 'note' && row.from === 'server');
  const [x, anchor] = right ? ([width - size / 2, 'end'] as const) : ([left, 'start'] as const);
  const placedLabel = right ? { ...label, x, anchor } : label;
  if (row.kind === 'note') return { height: 2 * size, label: placedLabel, texts: time };
  const aside =
    row.aside === undefined
      ? []
      : [smallText(cut(row.aside, width - left, 'small', measures), x, y + 3 * size, anchor, measures)];
  return {
    height: (row.aside === undefined ? 2.5 : 3.6) * size,
    label: placedLabel,
    texts: [...time, ...aside],
    arrow: { fromX: lines[row.from], toX: lines[row.to], y: y + 1.85 * size },
  };
}

/** A band lies over both life lines, and is longer where its label is. */
function bandPlace(label: Text, texts: readonly Text[], measures: Measures, lines: Lines, y: number): Placed {
  const { size, widthOf } = measures;
  const x = lines.client - 0.7 * size;
  const labelStart = label.anchor === 'middle' ? label.x - widthOf(label.text, label.font) / 2 : label.x;
  const labelEnd = labelStart + widthOf(label.text, label.font) + 0.6 * size;
  const width = Math.max(lines.server + 0.7 * size, labelEnd) - x;
  return {
    height: 2.5 * size,
    label,
    texts,
    band: { x, y: y + 0.45 * size, width, height: 1.7 * size },
  };
}

function fit(row: Row, x: number, y: number, room: number, measures: Measures): Text {
  const font = row.kind === 'arrow' && row.literal ? 'code' : row.tone === 'neutral' ? 'text' : 'strong';
  return {
    text: cut(markedLabel(row), room, font, measures),
    x,
    y,
    font,
    size: measures.sizes[font],
    anchor: 'start',
  };
}

/** Shortens a text to the room it has. */
function cut(text: string, room: number, font: Font, { widthOf, size }: Measures): string {
  // No letter is this thin: measuring thousands that cannot fit would cost time for nothing.
  const most = text.slice(0, Math.ceil((room / size) * 6));
  if (most === text && widthOf(text, font) <= room) return text;
  let fits = 0;
  let tooLong = most.length;
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (widthOf(`${most.slice(0, half)}…`, font) <= room) fits = half;
    else tooLong = half;
  }
  return `${most.slice(0, fits).replace(/[\ud800-\udbff]$/, '')}…`;
}
