import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MAX_ASKED, ROUND_MS, watchSessions } from '../../../server/auth/session-watch.ts';
import { keepLog } from '../../support/auth.ts';

it('every open session is asked about in every round, a few hundred at once, and those that are over are told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const open = Array.from({ length: 2 * MAX_ASKED + 1 }, (_, index) => `session-${index}`);
  const questions: string[][] = [];
  const ended: string[] = [];
  const ask = async (_path: string, form: URLSearchParams) => {
    const asked = form.getAll('sid');
    questions.push(asked);
    return JSON.stringify({ ended: asked.slice(0, 1) });
  };
  const watch = watchSessions(
    { ask },
    () => open,
    (id) => ended.push(id),
    keepLog().log,
  );
  const round = async () => {
    t.mock.timers.tick(ROUND_MS);
    await new Promise((resolve) => setImmediate(resolve));
    return questions.splice(0);
  };
  assert.deepEqual((await round()).flat(), open);
  assert.deepEqual(ended, ['session-0', `session-${MAX_ASKED}`, `session-${2 * MAX_ASKED}`]);
  assert.equal((await round()).length, 3);
  open.splice(0);
  assert.deepEqual(await round(), [], 'nobody is here, nothing is asked');
  watch.close();
  open.push('session');
  assert.deepEqual(await round(), []);
});
