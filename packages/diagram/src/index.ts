/** Sequence diagrams: from life lines and rows to positions, and from these to shapes of SVG. Knows no page. */
export { type ExchangeLine, exchangeRows } from './exchange.ts';
export {
  type Column,
  columnOf,
  headsOf,
  type IsSeen,
  type Layout,
  layOut,
  type Paper,
  stack,
  waitingText,
  widthIn,
} from './layout.ts';
export type { LifeLine } from './life-lines.ts';
export { svgOf } from './markup.ts';
export { placeCentred } from './place-centred.ts';
export type { Place } from './places.ts';
export { type DrawnRow, markedLabel, type Tone } from './rows.ts';
export { groundOf, lifeLineShape, round, type Shape, shapesOf, textShape } from './shapes.ts';
export type { Font, Measures } from './text.ts';
