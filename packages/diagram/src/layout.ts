/** From rows and a width to positions, in one column as long as it takes. Pure: it is told how wide a text is. */
import type { LifeLine } from './life-lines.ts';
import {
  type Arrow,
  type Lines,
  middle,
  type Place,
  type Placed,
  placeNarrow,
  placeWide,
  type Room,
} from './places.ts';
import type { DrawnRow } from './rows.ts';
import { extent, type Font, type Measures, type Text, textAt } from './text.ts';

export interface Layout<Row extends DrawnRow = DrawnRow> {
  readonly width: number;
  readonly height: number;
  readonly headHeight: number;
  readonly heads: readonly Text[];
  /** Where the life lines are. */
  readonly lines: readonly number[];
  readonly places: readonly Place<Row>[];
  readonly waiting?: Text;
}

/** What layout must know of the page, in pixels. */
export interface Paper {
  /** From left to right, two at least. */
  readonly lifeLines: readonly LifeLine[];
  readonly width: number;
  /** The size of the page's text. */
  readonly rem: number;
  widthOf(text: string, font: Font, size: number): number;
  /** The time of a row, from milliseconds. */
  seconds(ms: number): string;
  /** What marks that nothing happened for so long. */
  pause(ms: number): string;
  /** Where the parts of a row go, if not as for the three life lines of a connection. */
  readonly place?: (row: DrawnRow, room: Room) => Placed;
}

/** Below this many rem the picture is laid out anew: labels may use the whole width, what stands aside goes under them. */
const NARROW_REM = 36;

/** No text is smaller, in rem: 14 px where the page's text has 16. */
const SMALLEST_REM = 0.875;

/** Between two rows, in sizes of a label. */
const GAP = 0.7;

/** @param waiting - what is said below the last row; empty where nothing is waited for */
export function layOut<Row extends DrawnRow>(
  rows: readonly Row[],
  waiting: string,
  paper: Paper,
): Layout<Row> {
  const { width, rem } = paper;
  const narrow = width < NARROW_REM * rem;
  const size = narrow ? SMALLEST_REM * rem : rem;
  const smallest = SMALLEST_REM * rem;
  const sizes = { text: size, strong: size, code: Math.max(0.92 * size, smallest), small: smallest };
  const measures = { width, size, sizes, widthOf: widthIn(paper, sizes) };
  const column = columnOf(paper, measures, narrow);
  const { places, height } = stack(rows, column, GAP * size);
  return {
    width,
    height: height + (waiting === '' ? 1 : 2.5) * size,
    headHeight: 2.2 * size,
    heads: headsOf(column, 1.4 * size),
    lines: column.lines.all.map(column.lines.at),
    places,
    ...(waiting !== '' && { waiting: waitingText(waiting, column, height + 1.5 * size) }),
  };
}

/** Measures with one size for each font. */
export function widthIn(paper: Pick<Paper, 'widthOf'>, sizes: Measures['sizes']): Measures['widthOf'] {
  return (text, font) => paper.widthOf(text, font, sizes[font]);
}

/** How much of its way an arrow goes whose arrival is not seen yet. */
const ON_ITS_WAY = 0.8;

/** A column of rows: its life lines, and how a row is placed between them. */
export interface Column extends Pick<Paper, 'seconds' | 'pause'> {
  readonly measures: Measures;
  readonly lines: Lines;
  readonly unit: string;
  place(row: DrawnRow, room: Room): Placed;
}

export function columnOf(
  paper: Pick<Paper, 'lifeLines' | 'place' | 'seconds' | 'pause'>,
  measures: Measures,
  narrow: boolean,
): Column {
  const { width, size, widthOf } = measures;
  const unit = narrow ? '' : ' s';
  const { lifeLines, place } = paper;
  const lastName = lifeLines.at(-1)?.name ?? '';
  const first = widthOf(`00.00${unit}`, 'small') + (narrow ? 1.1 : 1.4) * size;
  const last = width - (narrow ? size : widthOf(lastName, 'text') / 2 + size / 2);
  const lines: Lines = { all: lifeLines, at: ({ at }) => first + at * (last - first) };
  return { ...paper, measures, lines, unit, place: place ?? (narrow ? placeNarrow : placeWide) };
}

/** Whether the row of a key is in view. */
export type IsSeen = (key: string) => boolean;

/** Puts rows one below the other, beginning at the top of their column. */
export function stack<Row extends DrawnRow>(
  rows: readonly Row[],
  { measures, lines, unit, seconds, pause: marked, place }: Column,
  gap: number,
  isSeen: IsSeen = () => true,
): { places: Place<Row>[]; height: number } {
  const { width, size } = measures;
  let top = size / 4;
  const places = rows.map((row, index) => {
    const pauseHeight = row.pauseMs === undefined ? 0 : 1.4 * size;
    const before = rows[index - 1];
    const time = before && seconds(before.at) === seconds(row.at) ? '' : seconds(row.at) + unit;
    // Half of what is between two rows belongs to each.
    const placed = place(row, { measures, lines, time, y: gap / 2 + pauseHeight });
    const at = { x: middle(lines), y: gap / 2 + 0.95 * size, anchor: 'middle' } as const;
    const pause = row.pauseMs === undefined ? [] : [textAt(marked(row.pauseMs), 'small', at, measures)];
    // What arrives after it gets room for the head of its arrow.
    const arriving = rows.some(({ arrivesAfter }) => arrivesAfter === row.key) ? size / 2 : 0;
    const height = pauseHeight + placed.height + arriving + gap;
    const full = { ...placed, texts: [...pause, ...placed.texts], row, left: 0, top, width, height };
    top += height;
    return full;
  });
  return { places: places.map((one) => slanted(one, places, gap, isSeen)), height: top };
}

/** Leads the arrow of a message that was overtaken to where it arrives; until that is seen it is on its way. */
function slanted<Row extends DrawnRow>(
  place: Place<Row>,
  places: readonly Place<Row>[],
  gap: number,
  isSeen: IsSeen,
): Place<Row> {
  const { row, arrow, top } = place;
  if (row.arrivesAfter === undefined || !arrow) return place;
  const seen = places.filter((one) => isSeen(one.row.key));
  const before = seen.find((one) => one.row.key === row.arrivesAfter);
  const last = before ?? seen.at(-1) ?? place;
  const toY = last.top + last.height - gap / 2 - top;
  const { fromX, toX } = arrow;
  const slant: Arrow = before
    ? { ...arrow, toY }
    : { ...arrow, toY, toX: fromX + ON_ITS_WAY * (toX - fromX), end: 'none' };
  return { ...place, arrow: slant };
}

/** Full names where they fit side by side, else the short ones. */
export function headsOf({ measures, lines }: Column, y: number): Text[] {
  const write = (kind: 'name' | 'short') =>
    lines.all.map((line) => onPaper(line[kind], 'text', { x: lines.at(line), y }, measures));
  const full = write('name');
  const isRoomy = full.every((head, index) => {
    const before = full[index - 1];
    return !before || extent(head).left - extent(before).right >= measures.size / 2;
  });
  return isRoomy ? full : write('short');
}

export function waitingText(text: string, { lines, measures }: Column, y: number): Text {
  return onPaper(text, 'small', { x: middle(lines), y }, measures);
}

/** Centres a text; at the edges of the paper it gives way. */
function onPaper(words: string, font: Font, at: { x: number; y: number }, measures: Measures): Text {
  const text = textAt(words, font, { ...at, anchor: 'middle' }, measures);
  const { left, right } = extent(text);
  return { ...text, x: text.x + Math.max(0, -left) - Math.max(0, right - measures.width) };
}
