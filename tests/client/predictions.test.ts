import assert from 'node:assert/strict';
import { it } from 'node:test';
import { storyIds } from '../../client/demo/stories.ts';
import { predictions } from '../../client/words/predictions.ts';
import { isQuestionName, MAX_OPTIONS } from '../../protocol/poll.ts';

it('every story has a question, with answers of which one is right', () => {
  assert.deepEqual(Object.keys(predictions).sort(), storyIds.toSorted());
  for (const [story, { options, right, asks }] of Object.entries(predictions)) {
    assert.ok(isQuestionName(story));
    assert.ok(options.length >= 2 && options.length <= MAX_OPTIONS && options[right] !== undefined, story);
    assert.match(asks, /\?$/);
  }
});
