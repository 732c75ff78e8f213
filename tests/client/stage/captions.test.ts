import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storyIds } from '../../../client/demo/stories.ts';
import { caption, storySentence, titleOf } from '../../../client/stage/captions.ts';
import { words } from '../../../client/words/stories.ts';
import { rowsOfStory } from '../../support/stories.ts';

const { noStory, otherwise, storyWords } = words;
const [row] = rowsOfStory('wrong-token');
const usual = {
  story: 'wrong-token',
  outcome: undefined,
  hasEnded: false,
  row: undefined,
  isPastEnd: false,
} as const;
const { about, moral } = storyWords['wrong-token'];

describe('The sentence of the stage', () => {
  it('is what is tried, then what each row means, and at the end what it showed', () => {
    assert.equal(caption(words, usual), about);
    assert.equal(caption(words, { ...usual, row }), row?.detail.explanation);
    assert.equal(caption(words, { ...usual, outcome: 'as told', hasEnded: true }), moral);
    assert.equal(
      caption(words, { ...usual, outcome: 'as told', hasEnded: true, row, isPastEnd: true }),
      moral,
    );
  });

  it('says nothing of the end before all of it is seen', () => {
    assert.equal(storySentence(words, { ...usual, outcome: 'as told' }), about);
  });

  it('does not claim what did not happen', () => {
    assert.equal(storySentence(words, { ...usual, outcome: 'otherwise', hasEnded: true }), otherwise);
    assert.equal(storySentence(words, { ...usual, hasEnded: true }), about);
  });

  it('has no story where a person goes on by hand', () => {
    assert.equal(titleOf(words, undefined), noStory.title);
    assert.equal(caption(words, { ...usual, story: undefined }), noStory.byHand);
  });
});

describe('The words of a story', () => {
  for (const id of storyIds) {
    it(`${id}: what is tried gives nothing away`, () => {
      assert.doesNotMatch(storyWords[id].about, /1011|refus|unauthenticated|accepted|deadline|used up|gone/);
    });
  }
});
