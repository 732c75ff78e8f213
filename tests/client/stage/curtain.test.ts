import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCurtain } from '../../../client/stage/curtain.ts';

function setUp(isOpen = false) {
  let said: string[] = [];
  const curtain = createCurtain(
    () => isOpen,
    () => {
      said = [];
    },
  );
  const say = (text: string) => curtain.say(() => said.push(text));
  return { curtain, say, said: () => said.join(' ') };
}

describe('The curtain', () => {
  it('holds nothing back while it is open', () => {
    const { curtain, say, said } = setUp(true);
    curtain.restart();
    curtain.learned();
    say('opened');
    assert.equal(said(), 'opened');
  });

  it('says each thing once what the page learned before is seen, and not earlier', () => {
    const { curtain, say, said } = setUp();
    curtain.restart();
    say('connecting');
    assert.equal(said(), 'connecting');
    for (const text of ['opened', 'sent', 'closed']) {
      curtain.learned();
      say(text);
    }
    assert.equal(said(), 'connecting');
    curtain.drawn(1);
    assert.equal(said(), 'connecting opened');
    curtain.drawn(2);
    assert.equal(said(), 'connecting opened sent');
    curtain.drawn(undefined);
    assert.equal(said(), 'connecting opened sent closed');
  });

  it('falls again for what comes after all was seen', () => {
    const { curtain, say, said } = setUp();
    curtain.restart();
    curtain.drawn(undefined);
    curtain.learned();
    say('late');
    assert.equal(said(), '');
    curtain.drawn(0);
    assert.equal(said(), '');
    curtain.drawn(undefined);
    assert.equal(said(), 'late');
  });

  it('takes back what is no longer seen', () => {
    const { curtain, say, said } = setUp();
    curtain.restart();
    for (const text of ['one', 'two', 'three']) {
      curtain.learned();
      say(text);
    }
    curtain.drawn(3);
    assert.equal(said(), 'one two three');
    curtain.drawn(1);
    assert.equal(said(), 'one');
    curtain.drawn(2);
    assert.equal(said(), 'one two');
  });

  it('forgets a run when the next begins', () => {
    const { curtain, say, said } = setUp();
    curtain.learned();
    say('of the last run');
    curtain.restart();
    curtain.drawn(undefined);
    assert.equal(said(), '');
  });
});
