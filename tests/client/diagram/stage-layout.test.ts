import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storyIds } from '../../../client/demo/stories.ts';
import { layOutStage, paperIn, type StageLayout, textSize } from '../../../client/diagram/stage-layout.ts';
import { labels, parties } from '../../../client/words/diagram.ts';
import { otherwise, storyWords } from '../../../client/words/stories.ts';
import { wrap } from '../../../packages/diagram/src/text.ts';
import { rowsOfStory } from '../../support/stories.ts';
import { type Box, boxesOf, headBoxesOf, lifeLines, measuring, overlaps, textsOf, widthOf } from './boxes.ts';

/** Windows of projectors, and the smallest text that their last row can read. */
const windows = [
  { width: 1024, height: 768, smallest: 18 },
  { width: 1280, height: 800, smallest: 20 },
  { width: 1920, height: 1080, smallest: 28 },
] as const;

const all = () => true;

for (const { smallest, ...window } of windows) {
  const rem = textSize(window);
  const paper = { ...paperIn(window), rem, ...measuring, lifeLines };

  describe(`The stage at ${window.width} x ${window.height}`, () => {
    it(`has no text under ${smallest} px`, () => assert.ok(rem >= smallest));

    for (const id of storyIds) {
      const rows = rowsOfStory(id);
      const layout = layOutStage(rows, '', paper, all);
      const texts = [...textsOf(layout), ...layout.heads];

      it(`shows all of ${id} at once, and no word of it cut`, () => {
        assert.ok(rows.length > 5);
        assert.equal(layout.places.length, rows.length);
        assert.ok(layout.fits, `it is ${layout.height} px high`);
        assert.deepEqual(overlaps(boxesOf(layout)), []);
        assert.deepEqual(overlaps(headBoxesOf(layout)), []);
        assert.deepEqual(outside(layout, paper), []);
        for (const { size } of texts) assert.ok(size >= smallest);
        const masked = /…"\}$|^… /;
        for (const { text } of texts) assert.ok(!text.includes('…') || masked.test(text), text);
      });

      it(`explains every row of ${id} in two lines at most`, () => {
        const { about, moral } = storyWords[id];
        const sentences = [about, moral, otherwise, ...rows.map(({ detail }) => detail.explanation)];
        for (const sentence of sentences) assert.ok(linesOf(sentence, paper) <= 2, sentence);
      });

      it(`has a place for every row of ${id} from its beginning`, () => {
        const placesWith = (seen: number) => {
          const keys = new Set(rows.slice(0, seen).map(({ key }) => key));
          const { places } = layOutStage(rows, '', paper, (key) => keys.has(key));
          return places.map(({ left, top, height }) => [left, top, height]);
        };
        for (const [seen] of rows.entries()) assert.deepEqual(placesWith(seen), placesWith(rows.length));
      });
    }

    it('has room for a countdown below what has happened', () => {
      const rows = rowsOfStory('silence').slice(0, 3);
      const layout = layOutStage(rows, '… deadline in 5 s', paper, all);
      assert.ok(layout.fits);
      assert.deepEqual(outside(layout, paper), []);
    });
  });
}

describe('The stage', () => {
  const [window] = windows;
  const paper = { ...paperIn(window), rem: textSize(window), ...measuring, lifeLines };

  it('uses one column while it can, with the full names, then two, the second beginning with a connection', () => {
    const short = layOutStage(rowsOfStory('wrong-token'), '', paper, all);
    assert.deepEqual(
      short.heads.map(({ text }) => text),
      Object.values(parties).map(({ name }) => name),
    );
    const long = layOutStage(rowsOfStory('ticket-twice'), '', paper, all);
    assert.deepEqual(
      long.heads.map(({ text }) => text),
      [...Object.values(parties), ...Object.values(parties)].map(({ short }) => short),
    );
    const second = long.places.find(({ left }) => left > 0);
    assert.equal(second?.row.label, labels.connection(2));
  });

  it('breaks between connections where the columns are most alike, and the first is the longer one', () => {
    const breaksBefore = (connections: number) => {
      const [, sample] = rowsOfStory('wrong-token');
      assert.ok(sample);
      const rows = Array.from({ length: 4 * connections }, (_, index) => ({
        ...sample,
        key: String(index),
        begins: index % 4 === 0,
      }));
      const layout = layOutStage(rows, '', { ...paper, height: 17 * paper.rem }, all);
      assert.ok(layout.fits);
      return layout.places.findIndex(({ left }) => left > 0);
    };
    assert.equal(breaksBefore(4), 8);
    assert.equal(breaksBefore(3), 8);
  });

  it('fits while there is any room at all, whatever the height of the window', () => {
    const rows = rowsOfStory('ticket-twice');
    const shortest = layOutStage(rows, '', { ...paper, height: 0 }, all);
    assert.equal(shortest.fits, false);
    for (let height = 640; height < 680; height += 0.37) {
      const layout = layOutStage(rows, '', { ...paper, height }, all);
      assert.equal(layout.fits, true, `${height} px`);
      assert.equal(layout.heads.length, 6);
    }
  });

  it('marks pauses where there is room, and leaves the marks out where a picture fits only without them', () => {
    const [, sample] = rowsOfStory('wrong-token');
    assert.ok(sample);
    const rows = Array.from({ length: 24 }, (_, index) => ({ ...sample, key: String(index), pauseMs: 2000 }));
    const marks = (height: number) => {
      const layout = layOutStage(rows, '', { ...paper, height }, all);
      assert.ok(layout.fits, `${height} px`);
      return textsOf(layout).filter(({ text }) => text.startsWith('… 2')).length;
    };
    assert.equal(marks(3000), 24);
    assert.equal(marks(30 * paper.rem), 0);
  });

  it('says so when something does not fit, and shrinks nothing', () => {
    const rows = [1, 2, 3].flatMap(() => rowsOfStory('ticket-twice'));
    const layout = layOutStage(rows, '', paper, all);
    assert.equal(layout.fits, false);
    assert.equal(layout.heads.length, 3, 'what scrolls is one column');
    for (const { size } of textsOf(layout)) assert.ok(size >= 18);
  });

  it('does not shrink its text on a phone', () => {
    const phone = { width: 390, height: 844 };
    assert.equal(textSize(phone), 16);
    const small = { ...paperIn(phone), rem: 16, ...measuring, lifeLines };
    const layout = layOutStage(rowsOfStory('wrong-token'), '', small, all);
    assert.deepEqual(
      boxesOf(layout).filter(({ left, right }) => left < 0 || right > small.width),
      [],
    );
  });
});

function outside(layout: StageLayout, { width, height }: { width: number; height: number }): Box[] {
  const below = height - layout.headHeight;
  return [...boxesOf(layout), ...headBoxesOf(layout)].filter(
    ({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > below,
  );
}

function linesOf(sentence: string, { width, rem }: { width: number; rem: number }): number {
  const sizes = { text: rem, strong: rem, code: rem, small: rem };
  const measures = { width, size: rem, sizes, widthOf: (text: string) => widthOf(text, 'text', rem) };
  return wrap(sentence, width, 'text', measures).length;
}
