/** The exchange that shows a fault, drawn as the lab draws its own: as SVG in the report, without a script. */
import {
  exchangeRows,
  type LifeLine,
  layOut,
  type Paper,
  placeCentred,
  svgOf,
} from '@websocket-auth-lab/diagram';
import type { Exchange } from '../run/report.ts';
import { drawExchange } from './picture.ts';

const lifeLines: readonly [LifeLine, LifeLine] = [
  { name: 'Probe', short: 'Probe', at: 0 },
  { name: 'Server', short: 'Server', at: 1 },
];

/** Pixels: one picture for a wide window and for paper, and one for a telephone, on which text must not shrink. */
const widths = { wide: 720, narrow: 340 } as const;

/** Widths of letters, in sizes of the text. Nothing measures here, so they are those of wide fonts. */
const letters = { code: 0.61, strong: 0.64, text: 0.58, small: 0.58 } as const;

const paper: Omit<Paper, 'width'> = {
  lifeLines,
  rem: 16,
  widthOf: (text, font, size) => text.length * size * letters[font],
  seconds: (ms) => (Math.max(0, ms) / 1000).toFixed(2),
  pause: (ms) => `… ${(ms / 1000).toFixed(1)} s`,
  place: placeCentred,
};

export function drawingOf(exchange: Exchange): string {
  const rows = exchangeRows(drawExchange(exchange), lifeLines, ({ from }) => from === 'server');
  return (['wide', 'narrow'] as const)
    .map((name) => svgOf(layOut(rows, '', { ...paper, width: widths[name] }), exchange.label, `wire ${name}`))
    .join('\n');
}
