import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLLS_PATH } from '../../protocol/poll.ts';
import { fetchRaw } from '../support/http.ts';
import { type RunningLab, startLab } from '../support/lab.ts';

const json = { 'Content-Type': 'application/json' };

function ask(
  lab: RunningLab,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return fetchRaw(lab.urls.page, `${POLLS_PATH}${path}`, {
    method,
    headers: { ...(text !== undefined && json), ...headers },
    ...(text !== undefined && { body: text }),
  });
}

describe('The polls of a room', { concurrency: true }, () => {
  it('are begun, asked, answered, counted and ended, and everybody but the presenter knows the question only', async (t) => {
    const lab = await startLab(t);
    const begun = await ask(lab, 'POST', '', {});
    assert.equal(begun.status, 201);
    const { poll, key } = JSON.parse(begun.body);
    const asPresenter = { Authorization: `Bearer ${key}` };
    const question = { question: 'wrong-token', options: 3, open: true };
    assert.equal((await ask(lab, 'PUT', `/${poll}`, question, asPresenter)).status, 204);
    const answer = { question: 'wrong-token', voter: 'a-phone-of-a-student', choice: 1 };
    assert.equal((await ask(lab, 'POST', `/${poll}/answers`, answer)).status, 204);
    const seen = await ask(lab, 'GET', `/${poll}`);
    assert.deepEqual(JSON.parse(seen.body), question);
    assert.equal(seen.headers['cache-control'], 'no-store');
    const counted = await ask(lab, 'GET', `/${poll}`, undefined, asPresenter);
    assert.deepEqual(JSON.parse(counted.body), { ...question, counts: [0, 1, 0] });
    assert.equal((await ask(lab, 'DELETE', `/${poll}`, undefined, asPresenter)).status, 204);
    assert.equal((await ask(lab, 'GET', `/${poll}`)).status, 404);
    assert.ok(!JSON.stringify(lab.logged).includes('a-phone-of-a-student'));
  });

  it('take nothing but what they ask for', async (t) => {
    const lab = await startLab(t);
    const { poll, key } = JSON.parse((await ask(lab, 'POST', '', {})).body);
    const asPresenter = { Authorization: `Bearer ${key}` };
    for (const body of [
      [],
      {},
      { question: '<b>', options: 3, open: true },
      { question: 'silence', options: 7, open: true },
      { question: 'silence', options: 1.5, open: true },
      { question: 'silence', options: 2, open: 'yes' },
    ]) {
      assert.equal((await ask(lab, 'PUT', `/${poll}`, body, asPresenter)).status, 400, JSON.stringify(body));
    }
    await ask(lab, 'PUT', `/${poll}`, { question: 'silence', options: 2, open: true }, asPresenter);
    for (const [body, status] of [
      [{ question: 'silence', voter: 'short', choice: 0 }, 400],
      [{ question: 'silence', voter: 'a-phone-of-a-student', choice: -1 }, 400],
      [{ question: 'silence', voter: 'a-phone-of-a-student', choice: 2 }, 409],
      [{ question: 'other', voter: 'a-phone-of-a-student', choice: 0 }, 409],
      [{ question: 'silence', voter: 'v'.repeat(600), choice: 0 }, 413],
    ] as const) {
      assert.equal((await ask(lab, 'POST', `/${poll}/answers`, body)).status, status, JSON.stringify(body));
    }
    // As a page of another site could send it without asking first.
    const form = await ask(lab, 'POST', '', {}, { 'Content-Type': 'text/plain' });
    assert.equal(form.status, 415);
    for (let one = 0; one < 2; one++) assert.equal((await ask(lab, 'POST', '', {})).status, 201);
    assert.equal((await ask(lab, 'POST', '', {})).status, 429);
  });

  it('are there in a demonstration only, and not for a name that was made to lead here', async (t) => {
    const lab = await startLab(t);
    assert.equal((await ask(lab, 'POST', '', {}, { Host: 'attacker.example' })).status, 404);
    const service = await startLab(t, { demo: false, authToken: 'a-token-of-a-test-that-is-long-enough' });
    assert.equal((await ask(service, 'POST', '', {})).status, 404);
  });
});
