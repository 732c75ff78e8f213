import assert from 'node:assert/strict';
import { it } from 'node:test';
import { askForEnded } from '../../../server/auth/remote/ended-sessions.ts';
import { ROUND_MS, watchSessions } from '../../../server/auth/remote/session-watch.ts';
import { keepLog } from '../../support/auth.ts';

it('every open session is asked about in every round, a few hundred at once, and those that have ended are reported', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const open = Array.from({ length: 501 }, (_, index) => `${index}`.padStart(43, '-'));
  const questions: string[][] = [];
  const ended: string[] = [];
  const ask = async (_path: string, form: URLSearchParams) => {
    const asked = form.getAll('sid');
    questions.push(asked);
    return JSON.stringify({ ended: asked.slice(0, 1) });
  };
  const watch = watchSessions(
    (sessions) => askForEnded({ ask }, sessions),
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
  assert.deepEqual(ended, [open[0], open[250], open[500]]);
  assert.equal((await round()).length, 3);
  open.splice(0);
  assert.deepEqual(await round(), [], 'nobody is here, nothing is asked');
  watch.close();
  open.push('session');
  assert.deepEqual(await round(), []);
});

it('no question is longer than the auth server reads, however long the ids of sessions are', async () => {
  const letters = ['x', 'é', '€', '😀', '%'];
  const open = Array.from(
    { length: 100 },
    (_, index) => `${index}${letters[index % letters.length]?.repeat(200)}`,
  );
  const forms: URLSearchParams[] = [];
  const ask = async (_path: string, form: URLSearchParams) => {
    forms.push(form);
    return '{"ended":[]}';
  };
  assert.deepEqual(await askForEnded({ ask }, open), []);
  assert.deepEqual(
    forms.flatMap((form) => form.getAll('sid')),
    open,
  );
  for (const form of forms) assert.ok(Buffer.byteLength(form.toString()) <= 16_384);
});
