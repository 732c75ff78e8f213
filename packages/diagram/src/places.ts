/** Where the parts of one row go: side by side where there is room, one below the other where there is little. */
import type { LifeLine } from './life-lines.ts';
import { type DrawnRow, markedLabel } from './rows.ts';
import { type Font, type Measures, type Text, textAt, wrap } from './text.ts';

/** Where a row's parts go, counted from the row's own top. */
export interface Place<Row extends DrawnRow = DrawnRow> {
  readonly row: Row;
  /** Left and top of the row, and its size. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly labels: readonly Text[];
  /** Time, pause and what stands aside. */
  readonly texts: readonly Text[];
  readonly arrow?: Arrow;
  readonly band?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface Arrow {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  /** A cross where nothing shows that it arrived, nothing while it is on its way. */
  readonly end: 'head' | 'cross' | 'none';
}

/** The life lines, and where each stands. */
export interface Lines {
  readonly all: readonly LifeLine[];
  at(line: LifeLine): number;
}

export interface Room {
  readonly measures: Measures;
  readonly lines: Lines;
  /** Empty where it is that of the row before. */
  readonly time: string;
  /** Where the row begins, under the mark of a pause. */
  readonly y: number;
}

export type Placed = Pick<Place, 'height' | 'labels' | 'texts' | 'arrow' | 'band'>;

/** In sizes of a label: where its first line stands, where the next, and how far below it its arrow. */
const BASELINE = 0.9;
const LINE = 1.2;
const ARROW = 0.42;

/** How much of its way an arrow goes that is not known to have arrived. */
const STOPPED = 0.6;

/** Half-way between the first two, where most happens. */
export function middle({ all, at }: Lines): number {
  const [first, second] = all;
  return first && second ? (at(first) + at(second)) / 2 : 0;
}

/** With a label between the two lines it belongs to, and room for asides to the right of them. */
export function placeWide(row: DrawnRow, room: Room): Placed {
  const { measures, lines, y } = room;
  const { size, width, widthOf } = measures;
  if (row.kind === 'band') return placeBand(row, room);
  const baseline = y + BASELINE * size;
  const [left, right] = span(row, lines);
  if (row.kind === 'note') {
    const x = left + 0.7 * size;
    const next = lines.all[1];
    // Beside the first line everything happens; what the others note may cross the next.
    const end = row.from.at === 0 && next ? lines.at(next) - 0.7 * size : width;
    return noteOf(linesAt(row, end - x, { x, y: baseline }, measures), room);
  }
  const touchesLast = row.from.at === 1 || row.to.at === 1;
  // Beyond the last line there is no room, so there an aside shares the row's own.
  const aside = row.aside ?? '';
  const taken = touchesLast && aside !== '' ? widthOf(aside, 'small') + size : 0;
  const labels = linesAt(
    row,
    right - left - 2 * size - taken,
    { x: left + 1.1 * size, y: baseline },
    measures,
  );
  const asides = touchesLast
    ? smallLines(aside, taken, { x: right - 0.9 * size, y: baseline, anchor: 'end' }, measures)
    : smallLines(aside, width - right - 0.6 * size, { x: right + 0.6 * size, y: baseline }, measures);
  return arrowOf(labels, asides, Math.max(labels.length, asides.length), room, row);
}

/** A label may use the whole width, and cross life lines; what stands aside follows it, or goes below it. */
export function placeNarrow(row: DrawnRow, room: Room): Placed {
  const { measures, lines, y } = room;
  const { size, width, widthOf } = measures;
  if (row.kind === 'band') return placeBand(row, room);
  const baseline = y + BASELINE * size;
  const left = startOf(lines) + 0.6 * size;
  const right = width - 0.3 * size;
  // What goes to the last line stands at its side, and so does what only others than the first know.
  const atEnd = row.from.at === 1 || row.to.at === 1 || (row.kind === 'note' && row.from.at > 0);
  const at = (line: number) =>
    atEnd
      ? ({ x: right, y: baseline + line * LINE * size, anchor: 'end' } as const)
      : { x: left, y: baseline + line * LINE * size };
  const labels = linesAt(row, right - left, at(0), measures);
  if (row.kind === 'note') return noteOf(labels, room);

  const aside = row.aside ?? '';
  const last = labels.at(-1);
  if (aside === '' || !last) return arrowOf(labels, [], labels.length, room, row);
  const gap = 0.7 * size;
  const asideWidth = widthOf(aside, 'small');
  if (last.width + gap + asideWidth > right - left) {
    const below = smallLines(aside, right - left, at(labels.length), measures);
    return arrowOf(labels, below, labels.length + below.length, room, row);
  }
  const beside = { x: atEnd ? right : left + last.width + gap, y: last.y };
  const small = smallLines(aside, asideWidth, atEnd ? { ...beside, anchor: 'end' } : beside, measures);
  const shifted = atEnd ? labels.map((line) => ({ ...line, x: line.x - asideWidth - gap })) : labels;
  return arrowOf(shifted, small, labels.length, room, row);
}

/** A band lies over both of its life lines, and is longer where its label is. */
function placeBand(row: DrawnRow, room: Room): Placed {
  const { measures, lines, y } = room;
  const { size, width } = measures;
  const baseline = y + 1.1 * size;
  const [left, right] = span(row, lines);
  const x = left - 0.7 * size;
  const short = right + 0.7 * size - x;
  const labels = linesAt(row, width - x - size, { x, y: baseline, anchor: 'middle' }, measures);
  const widest = Math.max(...labels.map((line) => line.width));
  const bandWidth = Math.max(short, widest + 1.2 * size);
  const height = (0.35 + LINE * labels.length) * size;
  return {
    height: height + 0.1 * size,
    labels: labels.map((label) => ({ ...label, x: x + bandWidth / 2 })),
    texts: timeOf(room, baseline),
    band: { x, y: y + 0.05 * size, width: bandWidth, height },
  };
}

function noteOf(labels: readonly Text[], room: Room): Placed {
  const { y, measures } = room;
  const { size } = measures;
  return {
    height: (0.1 + LINE * labels.length) * size,
    labels,
    texts: timeOf(room, y + BASELINE * size),
  };
}

export function arrowOf(
  labels: readonly Text[],
  asides: readonly Text[],
  lineCount: number,
  room: Room,
  row: DrawnRow,
): Placed {
  const { y, lines, measures } = room;
  const { size } = measures;
  const below = BASELINE + (lineCount - 1) * LINE + ARROW;
  const [fromX, whole] = [lines.at(row.from), lines.at(row.to)];
  const arrowY = y + below * size;
  return {
    height: (below + 0.28) * size,
    labels,
    texts: [...timeOf(room, y + BASELINE * size), ...asides],
    arrow: {
      fromX,
      fromY: arrowY,
      toX: row.stops ? fromX + STOPPED * (whole - fromX) : whole,
      toY: arrowY,
      end: row.stops ? (row.tone === 'bad' ? 'cross' : 'none') : 'head',
    },
  };
}

/** Left and right end of a row that belongs to two lines. */
function span({ from, to }: DrawnRow, { at }: Lines): [left: number, right: number] {
  const [one, other] = [at(from), at(to)];
  return [Math.min(one, other), Math.max(one, other)];
}

/** Where the first line stands. */
function startOf({ all, at }: Lines): number {
  const [first] = all;
  return first ? at(first) : 0;
}

function timeOf({ time, lines, measures }: Room, y: number): Text[] {
  const x = startOf(lines) - measures.size;
  return time === '' ? [] : [textAt(time, 'small', { x, y, anchor: 'end' }, measures)];
}

export function linesAt(
  row: DrawnRow,
  room: number,
  first: { x: number; y: number; anchor?: Text['anchor'] },
  measures: Measures,
): Text[] {
  const font: Font =
    row.kind === 'arrow' && row.literal ? 'code' : row.tone === 'neutral' ? 'text' : 'strong';
  return wrap(markedLabel(row), room, font, measures).map((text, index) =>
    textAt(text, font, { ...first, y: first.y + index * LINE * measures.size }, measures),
  );
}

export function smallLines(
  text: string,
  room: number,
  first: { x: number; y: number; anchor?: Text['anchor'] },
  measures: Measures,
): Text[] {
  if (text === '') return [];
  return wrap(text, room, 'small', measures).map((line, index) =>
    textAt(line, 'small', { ...first, y: first.y + index * LINE * measures.size }, measures),
  );
}
