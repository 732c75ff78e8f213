/** Texts of a layout as boxes, measured as pessimists do. */
import type { Layout, Paper } from '@websocket-auth-lab/diagram';
import { duration, seconds } from '../../../client/diagram/model/rows.ts';
import { labels, parties } from '../../../client/words/diagram.ts';
import { extent, type Text } from '../../../packages/diagram/src/text.ts';

/** Those of a connection. */
export const lifeLines = Object.values(parties);

/** Wider than the letters of any usual system font are on average. */
export const widthOf: Paper['widthOf'] = (text, font, size) =>
  text.length * size * { code: 0.63, strong: 0.66, text: 0.6, small: 0.6 }[font];

/** What a layout asks of its paper. */
export const measuring: Pick<Paper, 'widthOf' | 'seconds' | 'pause'> = {
  widthOf,
  seconds,
  pause: (ms) => labels.pause(duration(ms)),
};

export interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function box(text: Text, left = 0, top = 0): Box {
  const { left: start, right: end } = extent(text);
  const { y, size } = text;
  return {
    text: text.text,
    left: left + start,
    right: left + end,
    top: top + y - 0.75 * size,
    bottom: top + y + 0.2 * size,
  };
}

/** All texts but the heads. */
export function textsOf({ places, waiting }: Layout): Text[] {
  const texts = places.flatMap(({ labels, texts }) => [...labels, ...texts]);
  return waiting ? [...texts, waiting] : texts;
}

/** Where all texts are, but the heads. */
export function boxesOf({ places, waiting }: Layout): Box[] {
  const boxes = places.flatMap(({ left, top, labels, texts }) =>
    [...labels, ...texts].map((text) => box(text, left, top)),
  );
  return waiting ? [...boxes, box(waiting)] : boxes;
}

export function headBoxesOf({ heads }: Layout): Box[] {
  return heads.map((head) => box(head));
}

/** Pairs of texts that cover each other. */
export function overlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.right > other.left &&
          other.right > one.left &&
          one.bottom > other.top &&
          other.bottom > one.top,
      )
      .map((other) => `"${one.text}" and "${other.text}"`),
  );
}
