import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layOut } from '@websocket-auth-lab/diagram';
import { draw } from '../../../client/diagram/model/model.ts';
import { createTimeline } from '../../../client/diagram/model/timeline.ts';
import { waiting } from '../../../client/words/diagram.ts';
import { boxesOf, headBoxesOf, lifeLines, measuring, overlaps, textsOf } from './boxes.ts';
import { closeFrame, crossing, frame, handshake, rowsOf, tokenAccepted } from './support.ts';

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

for (const width of [300, 334, 480, 600, 742, 1200]) {
  for (const rem of [16, 21]) {
    describe(`The layout at ${width} px with text of ${rem} px`, () => {
      const layout = layOut(rows, waiting.attempt(30), { width, rem, ...measuring, lifeLines });

      it('lets no text overlap another', () => {
        assert.deepEqual(overlaps(boxesOf(layout)), []);
      });

      it('lets no text leave the picture', () => {
        for (const { text, left, right } of boxesOf(layout)) {
          assert.ok(left >= 0 && right <= width + 0.5, `"${text}" from ${left} to ${right}`);
        }
      });

      it('has no text under 14 px where the page has 16', () => {
        for (const { size } of [...textsOf(layout), ...layout.heads]) assert.ok(size >= (14 / 16) * rem);
      });

      it('puts heads side by side', () => {
        assert.deepEqual(overlaps(headBoxesOf(layout)), []);
      });

      it('cuts no word of what a story shows', () => {
        const cut = textsOf(layout).filter(({ text }) => text.endsWith('…') && !text.startsWith('…'));
        const contents = /^(long|\{"msg")/;
        assert.deepEqual(
          cut.map(({ text }) => text).filter((text) => !contents.test(text)),
          [],
        );
      });
    });
  }
}

describe('A label that is too long', () => {
  it('goes on in the next line, at a space where there is one', () => {
    const [row] = rowsOf([{ type: 'refused', cause: 'too much sent before the acknowledgement' }]);
    assert.ok(row);
    const [place] = layOut([row], '', { width: 300, rem: 16, ...measuring, lifeLines }).places;
    assert.deepEqual(
      place?.labels.map(({ text }) => text),
      ['✗ too much sent before', 'the acknowledgement'],
    );
  });

  it('ends after four lines in an ellipsis, and never in half a character', () => {
    const [row] = rowsOf([frame('client', '😀'.repeat(200))]);
    assert.ok(row);
    for (let width = 300; width < 320; width++) {
      const { places } = layOut([row], '', { width, rem: 16, ...measuring, lifeLines });
      const lines: string[] = places.flatMap(({ labels }) => labels.map(({ text }) => text));
      assert.equal(lines.length, 4);
      for (const line of lines.slice(0, -1)) assert.match(line, /^(😀)+$/u);
      assert.match(lines.at(-1) ?? '', /^(😀)+…$/u);
    }
  });
});

describe('The time of a row', () => {
  it('is told once, while it is the same', () => {
    const facts = Array.from({ length: 3 }, () => frame('client', 'x'));
    const layout = layOut(rowsOf(facts), '', { width: 742, rem: 16, ...measuring, lifeLines });
    const times = layout.places.map(({ texts }) => texts.map(({ text }) => text).join());
    assert.deepEqual(times, ['0.00 s', '0.01 s', '']);
  });
});

describe('A message that others overtook', () => {
  const crossed = draw(crossing()).rows;
  const layout = layOut(crossed, '', { width: 742, rem: 16, ...measuring, lifeLines });
  const place = layout.places.find(({ row }) => row.arrivesAfter !== undefined);

  it('is drawn as a slanted arrow, from its own row to below the one it arrives after', () => {
    assert.ok(place?.arrow);
    const before = layout.places.find(({ row }) => row.key === place.row.arrivesAfter);
    const next = layout.places.find(({ top }) => before && top > before.top);
    assert.ok(before && next);
    const { fromY, toY, end } = place.arrow;
    assert.ok(fromY < place.height, 'it leaves in its row');
    assert.ok(place.top + toY > before.top + before.height - 0.9 * 16, 'it arrives under the row before');
    assert.ok(place.top + toY <= next.top, 'and above the next');
    assert.equal(end, 'head');
  });

  it('has no end while the row it arrives after is not there', () => {
    const early = crossed.slice(0, crossed.findIndex(({ arrivesAfter }) => arrivesAfter !== undefined) + 1);
    const { places, lines } = layOut(early, '', { width: 742, rem: 16, ...measuring, lifeLines });
    const arrow = places.at(-1)?.arrow;
    assert.equal(arrow?.end, 'none');
    assert.ok((arrow?.toX ?? 742) < (lines[1] ?? 0), 'it does not reach the server');
  });
});

describe('An arrow that nothing shows to have arrived', () => {
  it('ends before it reaches anybody', () => {
    const timeline = createTimeline();
    timeline.addFromPage({ type: 'untraced' }, 1);
    timeline.addFromPage({ type: 'opening', path: '/' }, 2);
    timeline.addFromPage({ type: 'closed', code: 1006, reason: '', opened: false }, 3);
    const { places, lines } = layOut(draw(timeline.moments()).rows, '', {
      width: 742,
      rem: 16,
      ...measuring,
      lifeLines,
    });
    const request = places.find(({ row }) => row.stops);
    assert.equal(request?.arrow?.end, 'cross');
    assert.ok((request?.arrow?.toX ?? 742) < (lines[1] ?? 0));
  });
});
