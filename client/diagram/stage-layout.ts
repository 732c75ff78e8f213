/** The picture for a room: as large as the window lets it be, all of it in view, in two columns where one is too short. */
import {
  type Column,
  columnOf,
  headsOf,
  type IsSeen,
  type Layout,
  type Measures,
  type Paper,
  type Place,
  stack,
  waitingText,
  widthIn,
} from '@websocket-auth-lab/diagram';
import type { Row } from './model/rows.ts';

/** A window or a part of it, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What surrounds the picture, in sizes of its text; stage.css has the same numbers. */
export const surroundings = { sides: 1, above: 5.2, below: 0.5 } as const;

/** How many sizes of its text a window is high and wide. */
const HIGH = 38.5;
const WIDE = 56;

/** In pixels: a window for which this is too much scrolls. */
const SMALLEST = 16;

/** The size of all text in a window: 18 px at 1024 x 768, 20 at 1280 x 800, 28 at 1920 x 1080. */
export function textSize({ width, height }: Size): number {
  return Math.max(SMALLEST, Math.min(height / HIGH, width / WIDE));
}

/** What is left of a window for the picture. */
export function paperIn(window: Size): Size {
  const size = textSize(window);
  const { sides, above, below } = surroundings;
  return { width: window.width - 2 * sides * size, height: window.height - (above + below) * size };
}

/** In sizes of the text. */
const HEAD = 1.6;
const WAITING = 1.7;
const BETWEEN_COLUMNS = 1.5;
const gaps = { least: 0.1, most: 1.4 } as const;

/** A column that is narrower than so many sizes of its text has no room for two names. */
const NARROW = 36;

export interface StagePaper extends Paper {
  readonly height: number;
}

export interface StageLayout extends Layout<Row> {
  /** Whether all of it is in view. If not, it scrolls. */
  readonly fits: boolean;
}

/**
 * Lays rows out for the stage. No text is smaller than the paper's `rem`: what does not fit is laid out in two columns.
 * If it still does not, the marks of pauses are left out, since the times beside the rows show them, too.
 *
 * @param waiting - what is said below the last row; empty where nothing is waited for
 * @param isSeen - whether the row of a key is in view; all rows have their room
 */
export function layOutStage(
  rows: readonly Row[],
  waiting: string,
  paper: StagePaper,
  isSeen: IsSeen,
): StageLayout {
  const { width, rem } = paper;
  const one = assemble([{ column: columnIn(width, paper), rows, left: 0 }], waiting, paper, isSeen);
  if (one.fits || width < NARROW * rem) return one;
  const columnWidth = (width - BETWEEN_COLUMNS * rem) / 2;
  const column = columnIn(columnWidth, paper);
  const inTwo = (rows: readonly Row[]) => {
    const index = breakOf(rows, column, roomIn(paper));
    const columns = [
      { column, rows: rows.slice(0, index), left: 0 },
      { column, rows: rows.slice(index), left: columnWidth + BETWEEN_COLUMNS * rem },
    ];
    return assemble(columns, waiting, paper, isSeen);
  };
  const marked = inTwo(rows);
  const two = marked.fits ? marked : inTwo(rows.map(({ pauseMs: _left, ...row }) => row));
  // What scrolls is read from top to bottom.
  return two.fits ? two : one;
}

/** Where the second column begins: with a connection if both then fit, else anywhere; and as alike in height as can be. */
function breakOf(rows: readonly Row[], column: Column, room: number): number {
  const heights = stack(rows, column, gaps.least * column.measures.size).places.map(({ height }) => height);
  const total = heights.reduce((sum, height) => sum + height, 0);
  let above = 0;
  let best = { index: rows.length, cost: 2 * total };
  for (const [index, { begins }] of rows.entries()) {
    const height = Math.max(above, total - above);
    const cost = begins && height <= room ? height : height + total;
    // Of two that are alike to the pixel the later, so that the first column is the longer one.
    if (cost < best.cost + 1) best = { index, cost };
    above += heights[index] ?? 0;
  }
  return best.index;
}

interface Filled {
  readonly column: Column;
  readonly rows: readonly Row[];
  readonly left: number;
}

function assemble(
  columns: readonly Filled[],
  waiting: string,
  paper: StagePaper,
  isSeen: IsSeen,
): StageLayout {
  const { width, rem: size } = paper;
  const room = roomIn(paper) - (waiting === '' ? 0 : WAITING * size);
  const least = gaps.least * size;
  // The room that is left over goes between the rows, the same in both columns.
  const spare = columns.map(({ column, rows }) => (room - stack(rows, column, least).height) / rows.length);
  const leastSpare = Math.min(...spare);
  const gap = Math.min(Math.max(least, least + leastSpare), gaps.most * size);
  const stacked = columns.map(({ column, rows }) => stack(rows, column, gap, isSeen));
  const height = Math.max(...stacked.map((one) => one.height));
  const last = columns.at(-1);
  const end = stacked.at(-1)?.height ?? 0;
  return {
    width,
    height: Math.max(roomIn(paper), height),
    headHeight: HEAD * size,
    heads: columns.flatMap(({ column, left }) =>
      headsOf(column, 1.1 * size).map((head) => ({ ...head, x: head.x + left })),
    ),
    lines: columns.flatMap(({ column, left }) =>
      column.lines.all.map((line) => column.lines.at(line) + left),
    ),
    places: stacked.flatMap(({ places }, index): Place<Row>[] =>
      places.map((place) => ({ ...place, left: columns[index]?.left ?? 0 })),
    ),
    fits: leastSpare >= 0,
    ...(waiting !== '' &&
      last && { waiting: shifted(waitingText(waiting, last.column, end + 1.2 * size), last.left) }),
  };
}

function shifted<Item extends { x: number }>(item: Item, left: number): Item {
  return { ...item, x: item.x + left };
}

/** Height that is left for rows. */
function roomIn({ height, rem }: StagePaper): number {
  return height - HEAD * rem;
}

function columnIn(width: number, paper: StagePaper): Column {
  const { rem: size, widthOf } = paper;
  const sizes = { text: size, strong: size, code: size, small: size };
  const measures: Measures = { width, size, sizes, widthOf: widthIn({ widthOf }, sizes) };
  return columnOf(paper, measures, width < NARROW * size);
}
