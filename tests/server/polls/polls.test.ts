import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createPolls, pollLimits } from '../../../server/polls/polls.ts';

const voter = (number: number) => `voter-number-${String(number).padStart(6, '0')}`;
const asked = { question: 'wrong-token', options: 3, open: true };

function begin(limits = {}) {
  const polls = createPolls({ ...pollLimits, ...limits });
  const begun = polls.begin('192.0.2.1');
  assert.ok(begun);
  assert.ok(polls.ask(begun.poll, begun.key, asked));
  const answer = (number: number, choice: number, address = '192.0.2.2', question = 'wrong-token') =>
    polls.answer(begun.poll, { question, voter: voter(number), choice }, address);
  return { polls, answer, ...begun, counts: () => polls.tally(begun.poll, begun.key)?.counts };
}

describe('A poll', () => {
  it('counts each phone once, by its last answer', () => {
    const { answer, counts } = begin();
    assert.equal(answer(1, 0), 'taken');
    assert.equal(answer(2, 2), 'taken');
    assert.equal(answer(1, 2), 'taken');
    assert.deepEqual(counts(), [0, 0, 2]);
  });

  it('takes no answer to another question, none that cannot be chosen, and none once it is shut', () => {
    const { polls, poll, key, answer, counts } = begin();
    assert.equal(answer(1, 0, 'a', 'silence'), 'late');
    assert.equal(answer(1, 3), 'late');
    assert.equal(answer(1, 1), 'taken');
    polls.ask(poll, key, { ...asked, open: false });
    assert.equal(answer(1, 0), 'late');
    // What was answered is still there to be shown, until the next question.
    assert.deepEqual(counts(), [0, 1, 0]);
    polls.ask(poll, key, asked);
    assert.deepEqual(counts(), [0, 0, 0]);
    assert.equal(answer(1, 1), 'taken');
    polls.ask(poll, key, { ...asked, question: 'silence' });
    assert.deepEqual(counts(), [0, 0, 0]);
  });

  it('is asked and counted by whoever has its key, and answered by everybody', () => {
    const { polls, poll, key, answer } = begin();
    for (const wrong of ['', `${key}x`, key.slice(1)]) {
      assert.equal(polls.tally(poll, wrong), undefined);
      assert.equal(polls.ask(poll, wrong, { ...asked, open: false }), false);
      assert.equal(polls.end(poll, wrong), false);
    }
    assert.deepEqual(polls.asked(poll), asked);
    assert.equal(answer(1, 0), 'taken');
    assert.equal(polls.end(poll, key), true);
    assert.equal(polls.asked(poll), undefined);
    assert.equal(answer(1, 0), 'unknown');
  });

  it('is bounded: polls in all and of an address, answers in all and of an address', () => {
    const { polls, answer } = begin({ polls: 3, pollsPerAddress: 2, answers: 4, answersPerAddress: 2 });
    assert.ok(polls.begin('192.0.2.1'));
    assert.equal(polls.begin('192.0.2.1'), undefined);
    assert.ok(polls.begin('192.0.2.9'));
    assert.equal(polls.begin('192.0.2.10'), undefined);

    assert.deepEqual([answer(1, 0, 'a'), answer(2, 0, 'a'), answer(3, 0, 'a')], ['taken', 'taken', 'full']);
    // Who has answered may still change their mind.
    assert.equal(answer(2, 1, 'a'), 'taken');
    assert.deepEqual([answer(4, 0, 'b'), answer(5, 0, 'b'), answer(6, 0, 'c')], ['taken', 'taken', 'full']);
  });

  it('is gone when its presenter has said nothing for a while, and stays while they count', (t) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    t.after(() => mock.timers.reset());
    const { polls, poll, key, counts } = begin({ quietMs: 1000 });
    mock.timers.tick(900);
    assert.ok(counts());
    mock.timers.tick(900);
    // A phone that asks keeps nothing alive.
    assert.ok(polls.asked(poll));
    mock.timers.tick(200);
    assert.equal(polls.asked(poll), undefined);
    assert.equal(polls.tally(poll, key), undefined);
    assert.ok(polls.begin('192.0.2.1'));
  });
});
