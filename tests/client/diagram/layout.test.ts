import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Layout, layOut, type Paper } from '../../../client/diagram/layout.ts';
import type { Text } from '../../../client/diagram/places.ts';
import { closeFrame, frame, handshake, rowsOf, tokenAccepted } from './support.ts';

const widthOf: Paper['widthOf'] = (text, font, size) => text.length * size * (font === 'code' ? 0.6 : 0.55);

const rows = rowsOf(
  [
    ...handshake,
    ...tokenAccepted,
    frame('client', `{"msg":"${'long '.repeat(300)}"}`),
    frame('server', 'short'),
    { type: 'refused', cause: 'too much sent before the acknowledgement' },
    closeFrame('server', 1011, 'unauthenticated'),
    closeFrame('client', 1011, 'unauthenticated'),
  ],
  { type: 'asked', line: 'POST /auth/session', why: 'sign in' },
  { type: 'closed', code: 1011, reason: 'unauthenticated', opened: true },
);

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function box({ text, x, y, font, size, anchor }: Text, top: number): Box {
  const width = widthOf(text, font, size);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { text, left, right: left + width, top: top + y - 0.75 * size, bottom: top + y + 0.2 * size };
}

function boxes({ places, waiting }: Layout): Box[] {
  const texts = places.flatMap(({ top, label, texts }) => [label, ...texts].map((text) => box(text, top)));
  return waiting ? [...texts, box(waiting, 0)] : texts;
}

for (const width of [300, 334, 480, 600, 742, 1200]) {
  for (const rem of [16, 21]) {
    describe(`The layout at ${width} px with text of ${rem} px`, () => {
      const layout = layOut(rows, true, { width, rem, widthOf });

      it('lets no text overlap another', () => {
        const all = boxes(layout);
        for (const [index, one] of all.entries()) {
          for (const other of all.slice(index + 1)) {
            const apart =
              one.right <= other.left ||
              other.right <= one.left ||
              one.bottom <= other.top ||
              other.bottom <= one.top;
            assert.ok(apart, `"${one.text}" and "${other.text}"`);
          }
        }
      });

      it('lets no text leave the picture', () => {
        for (const { text, left, right } of boxes(layout)) {
          assert.ok(left >= 0 && right <= width + 0.5, `"${text}" from ${left} to ${right}`);
        }
      });

      it('has no text under 14 px where the page has 16', () => {
        const texts = layout.places.flatMap(({ label, texts }) => [label, ...texts]);
        for (const { size } of [...texts, ...layout.heads]) assert.ok(size >= (14 / 16) * rem);
      });

      it('puts heads side by side', () => {
        const heads = layout.heads.map((head) => box(head, 0));
        for (const [index, { left }] of heads.entries()) assert.ok(left >= (heads[index - 1]?.right ?? 0));
      });
    });
  }
}

describe('A label that is too long', () => {
  it('ends in an ellipsis, and never in half a character', () => {
    const [row] = rowsOf([frame('client', '😀'.repeat(200))]);
    assert.ok(row);
    for (let width = 300; width < 320; width++) {
      const [place] = layOut([row], false, { width, rem: 16, widthOf }).places;
      assert.match(place?.label.text ?? '', /^(😀)+…$/u);
    }
  });
});

describe('The time of a row', () => {
  it('is told once, while it is the same', () => {
    const facts = Array.from({ length: 3 }, () => frame('client', 'x'));
    const layout = layOut(rowsOf(facts), false, { width: 742, rem: 16, widthOf });
    const times = layout.places.map(({ texts }) => texts.map(({ text }) => text).join());
    assert.deepEqual(times, ['0.00 s', '0.01 s', '']);
  });
});
