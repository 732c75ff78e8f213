/** Compares pictures as an eye does: pixel by pixel, text by text. Decoding is left to the browser. */
import type { Page } from '@playwright/test';

/** A part of a picture, in pixels. */
export interface Region {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the texts of the diagram are, counted from its own corner, and how large it is. */
export function regionsOf(page: Page): Promise<{ whole: Region; texts: Region[] }> {
  return page.evaluate(() => {
    const boxes = ['.wire-heads', '#wire [role="list"]'].map((selector) =>
      (document.querySelector(selector) ?? document.body).getBoundingClientRect(),
    );
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    const texts = [...document.querySelectorAll('#wire svg text')].map((text) => {
      const box = text.getBoundingClientRect();
      return {
        text: text.textContent ?? '',
        x: box.left - left,
        y: box.top - top,
        width: box.width,
        height: box.height,
      };
    });
    return { whole: { text: '', x: left, y: top, width: right - left, height: bottom - top }, texts };
  });
}

/**
 * How much of each region differs, as a share of what can be seen in it: 0 for the same, 1 where something is missing.
 * A shift by a pixel or two does not count, since the two may lie on the grid of pixels differently.
 *
 * @param page - a blank one, to compute on
 * @param expected - PNG, base64
 * @param found - PNG, base64, with a margin around it
 * @param regions - in pixels of both
 */
export function differences(
  page: Page,
  expected: string,
  found: string,
  regions: readonly Region[],
  margin: number,
): Promise<{ text: string; share: number }[]> {
  return page.evaluate(
    async ([first, second, all, edge]) => {
      const load = async (data: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        if (!context) throw new Error('no canvas');
        context.drawImage(image, 0, 0);
        const { data: bytes, width } = context.getImageData(0, 0, canvas.width, canvas.height);
        const grey = new Uint8Array(bytes.length / 4);
        for (const index of grey.keys()) {
          const at = 4 * index;
          grey[index] = ((bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0)) / 3;
        }
        return { grey, width };
      };
      const one = await load(first);
      const other = await load(second);
      const shifts = [-2, -1, 0, 1, 2].flatMap((dx) => [-2, -1, 0, 1, 2].map((dy) => dy * other.width + dx));
      return all.map(({ text, x, y, width, height }) => {
        const start = Math.round(y) * one.width + Math.round(x);
        const there = (Math.round(y) + edge) * other.width + Math.round(x) + edge;
        const sum = (valueAt: (index: number) => number) => {
          let total = 0;
          for (let row = 0; row < height; row++) {
            for (let column = 0; column < width; column++) {
              const found = other.grey[there + row * other.width + column + valueShift] ?? 0;
              total += Math.abs((one.grey[start + row * one.width + column] ?? 0) - valueAt(found));
            }
          }
          return total;
        };
        let valueShift = 0;
        const ground = one.grey[start] ?? 0;
        const ink = sum(() => ground);
        const different = shifts.map((shift) => {
          valueShift = shift;
          return sum((found) => found);
        });
        return { text, share: Math.min(...different) / Math.max(1, ink) };
      });
    },
    [expected, found, regions, margin] as const,
  );
}
