/** From rows and a width to positions. Pure: it is told how wide a text is. */
import {
  type Font,
  type Lines,
  type Measures,
  middle,
  type Place,
  placeNarrow,
  placeWide,
  smallText,
  type Text,
} from './places.ts';
import { duration, partyNames, type Row, seconds, shortPartyNames } from './rows.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly headHeight: number;
  readonly heads: readonly Text[];
  readonly lines: readonly number[];
  readonly places: readonly Place[];
  readonly waiting?: Text;
}

/** What layout must know of the page, in pixels. */
export interface Paper {
  readonly width: number;
  /** The size of the page's text. */
  readonly rem: number;
  widthOf(text: string, font: Font, size: number): number;
}

/** Below this many rem the picture is laid out anew: the time goes before the label, what stands aside under it. */
const NARROW_REM = 34;

/** No text is smaller, in rem: 14 px where the page's text has 16. */
const SMALLEST_REM = 0.875;

/** Lays rows out. No text is wider than its room: what is longer ends in an ellipsis, and its row opens to all of it. */
export function layOut(rows: readonly Row[], waiting: boolean, paper: Paper): Layout {
  const { width, rem } = paper;
  const narrow = width < NARROW_REM * rem;
  const size = narrow ? SMALLEST_REM * rem : rem;
  const smallest = SMALLEST_REM * rem;
  const sizes = { text: size, strong: size, code: Math.max(0.92 * size, smallest), small: smallest };
  const measures: Measures = {
    width,
    size,
    sizes,
    widthOf: (text, font) => paper.widthOf(text, font, sizes[font]),
  };
  const lines = narrow ? narrowLines(width, size) : wideLines(measures);
  const place = narrow ? placeNarrow : placeWide;

  let top = size / 2;
  const places = rows.map((row, index) => {
    const pauseHeight = row.pauseMs === undefined ? 0 : 1.9 * size;
    const before = rows[index - 1];
    const timed = before === undefined || seconds(before.at) !== seconds(row.at);
    const placed = place(row, { measures, lines, timed, y: pauseHeight });
    const pause =
      row.pauseMs === undefined
        ? []
        : [smallText(`… ${duration(row.pauseMs)}`, middle(lines), 1.2 * size, 'middle', measures)];
    const full = {
      ...placed,
      texts: [...pause, ...placed.texts],
      row,
      top,
      height: pauseHeight + placed.height,
    };
    top += full.height;
    return full;
  });
  return {
    width,
    height: top + (waiting ? 2.5 : 1) * size,
    headHeight: 2.2 * size,
    heads: headsOf(lines, narrow, size),
    lines: Object.values(lines),
    places,
    ...(waiting && { waiting: smallText('waiting…', middle(lines), top + 1.5 * size, 'middle', measures) }),
  };
}

function wideLines({ width, size, widthOf }: Measures): Lines {
  const client = widthOf('0000.00 s', 'small') + 2 * size;
  const auth = width - widthOf(partyNames.auth, 'text') / 2 - size / 2;
  return { client, server: client + 0.54 * (auth - client), auth };
}

function narrowLines(width: number, size: number): Lines {
  return { client: size, server: 0.58 * width, auth: width - size };
}

function headsOf(lines: Lines, narrow: boolean, size: number): Text[] {
  const common = { y: 1.4 * size, font: 'text', size } as const;
  if (!narrow) {
    return [
      { ...common, text: partyNames.client, x: lines.client, anchor: 'middle' },
      { ...common, text: partyNames.server, x: lines.server, anchor: 'middle' },
      { ...common, text: partyNames.auth, x: lines.auth, anchor: 'middle' },
    ];
  }
  return [
    { ...common, text: shortPartyNames.client, x: lines.client - size / 2, anchor: 'start' },
    { ...common, text: shortPartyNames.server, x: lines.server, anchor: 'middle' },
    { ...common, text: shortPartyNames.auth, x: lines.auth + size / 2, anchor: 'end' },
  ];
}
