import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStoryId } from '../../../client/demo/stories.ts';
import { readAddress, writeAddress } from '../../../client/stage/address.ts';

describe('The address', () => {
  it('names story, view, pace, look and language, and nothing that is as usual', () => {
    const usual = { story: undefined, view: 'page', pace: 'live', look: undefined, lang: undefined } as const;
    assert.equal(writeAddress(usual), '');
    assert.equal(writeAddress({ ...usual, story: 'wrong-token' }), '#story=wrong-token');
    const stage = { story: 'silence', view: 'stage', pace: 'step', look: 'dark', lang: 'it' } as const;
    assert.equal(writeAddress(stage), '#story=silence&view=stage&pace=step&look=dark&lang=it');
  });

  it('is read as it was written', () => {
    for (const text of [
      '',
      '#story=silence',
      '#view=stage',
      '#story=no-token&view=stage&pace=slow&look=light',
      '#lang=it',
    ]) {
      assert.equal(writeAddress(readAddress(text, isStoryId)), text);
    }
  });

  it('that asks for what there is not asks for nothing', () => {
    const { story, view, pace, look, lang } = readAddress(
      '#story=constructor&view=moon&pace=fast&look=loud&lang=xx',
      isStoryId,
    );
    assert.deepEqual([story, view, pace, look, lang], [undefined, 'page', 'live', undefined, undefined]);
  });
});
