/** Where the parts of a row go in a picture of many life lines: what is said stands over the middle of its arrow. */
import { arrowOf, linesAt, type Placed, type Room, smallLines } from './places.ts';
import type { DrawnRow } from './rows.ts';
import type { Text } from './text.ts';

/** In sizes of a label. */
const LINE = 1.2;
const BASELINE = 0.9;

/** A label may use the whole width, and cross life lines; at the edges it gives way. What stands aside goes below it. */
export function placeCentred(row: DrawnRow, room: Room): Placed {
  const { measures, lines, y } = room;
  const { size, width } = measures;
  const [first] = lines.all;
  const edges = { left: (first ? lines.at(first) : 0) - 0.4 * size, right: width - 0.3 * size };
  const most = edges.right - edges.left;
  const middle = {
    x: (lines.at(row.from) + lines.at(row.to)) / 2,
    y: y + BASELINE * size,
    anchor: 'middle',
  } as const;
  const within = (texts: readonly Text[]) => {
    const half = Math.max(0, ...texts.map((text) => text.width)) / 2;
    const x = between(middle.x, edges.left + half, edges.right - half);
    return texts.map((text) => ({ ...text, x }));
  };
  if (row.kind !== 'arrow') return boxOf(row, room, edges);
  const labels = within(linesAt(row, most, middle, measures));
  const below = { ...middle, y: middle.y + labels.length * LINE * size };
  const asides = within(smallLines(row.aside ?? '', most, below, measures));
  return arrowOf(labels, asides, labels.length + asides.length, room, row);
}

interface Edges {
  readonly left: number;
  readonly right: number;
}

/** What somebody does, or a state, in a box over the life lines it belongs to. */
function boxOf(row: DrawnRow, room: Room, edges: Edges): Placed {
  const { measures, lines, y } = room;
  const { size } = measures;
  const [from, to] = [lines.at(row.from), lines.at(row.to)];
  const padding = 0.6 * size;
  const inside = { left: edges.left + padding, right: edges.right - padding };
  const baseline = y + 1.1 * size;
  const at = { x: (from + to) / 2, y: baseline, anchor: 'middle' } as const;
  const labels = linesAt(row, inside.right - inside.left, at, measures);
  const width = Math.max(...labels.map((line) => line.width), Math.abs(to - from));
  const middle = between(at.x, inside.left + width / 2, inside.right - width / 2);
  const height = (0.35 + LINE * labels.length) * size;
  return {
    height: height + 0.1 * size,
    labels: labels.map((label) => ({ ...label, x: middle })),
    // The time, on the line of the label.
    texts: arrowOf([], [], 1, room, row).texts.map((text) => ({ ...text, y: baseline })),
    band: { x: middle - width / 2 - padding, y: y + 0.05 * size, width: width + 2 * padding, height },
  };
}

function between(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
