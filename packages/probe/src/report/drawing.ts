/** The exchange that shows a fault, drawn as the lab draws its own: as SVG in the report, without a script. */
import {
  type DrawnRow,
  type LifeLine,
  layOut,
  type Paper,
  placeCentred,
  svgOf,
} from '@websocket-auth-lab/diagram';
import type { Exchange } from '../run/report.ts';
import { drawExchange } from './picture.ts';

const probe: LifeLine = { name: 'Probe', short: 'Probe', at: 0 };
const server: LifeLine = { name: 'Server', short: 'Server', at: 1 };

/** A pause longer than this is marked. */
const PAUSE_MS = 1000;

/** Pixels: one picture for a wide window and for paper, and one for a telephone, on which text must not shrink. */
const widths = { wide: 720, narrow: 340 } as const;

/** Widths of letters, in sizes of the text. Nothing measures here, so they are those of wide fonts. */
const letters = { code: 0.61, strong: 0.64, text: 0.58, small: 0.58 } as const;

const paper: Omit<Paper, 'width'> = {
  lifeLines: [probe, server],
  rem: 16,
  widthOf: (text, font, size) => text.length * size * letters[font],
  seconds: (ms) => (Math.max(0, ms) / 1000).toFixed(2),
  pause: (ms) => `… ${(ms / 1000).toFixed(1)} s`,
  place: placeCentred,
};

export function drawingOf(exchange: Exchange): string {
  const rows = rowsOf(exchange);
  return (['wide', 'narrow'] as const)
    .map((name) => svgOf(layOut(rows, '', { ...paper, width: widths[name] }), exchange.label, `wire ${name}`))
    .join('\n');
}

function rowsOf(exchange: Exchange): DrawnRow[] {
  const shown = drawExchange(exchange);
  return shown.map(({ at, kind, from, label, literal, aside }, index) => {
    const pauseMs = at - (shown[index - 1]?.at ?? at);
    const isProbes = kind === 'band' || from === 'probe';
    return {
      key: String(index),
      at,
      kind,
      from: isProbes ? probe : server,
      to: isProbes ? server : probe,
      label,
      literal,
      tone: 'neutral',
      dashed: false,
      ...(aside !== '' && { aside }),
      ...(pauseMs > PAUSE_MS && { pauseMs }),
    };
  });
}
