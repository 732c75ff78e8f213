import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type RunningLab, startLab } from '../../support/lab.ts';
import { knock, metric, refused } from '../../support/limits.ts';

describe('Origin', { concurrency: true, timeout: 30_000 }, () => {
  const knockFrom = async (t: TestContext, lab: RunningLab, path: string) => {
    const { port } = lab;
    const origins = [
      undefined,
      `https://localhost:${port}`,
      'https://a.example',
      'https://evil.example',
      'null',
    ];
    const answers = [];
    for (const origin of origins) {
      const headers = { Host: `localhost:${port}`, ...(origin !== undefined && { Origin: origin }) };
      answers.push((await knock(t, lab, { path, headers })).status);
    }
    return answers;
  };

  it('does not matter for a method whose credential no browser adds, unless there is a list', async (t) => {
    const open = await startLab(t);
    assert.deepEqual(await knockFrom(t, open, '/'), [101, 101, 101, 101, 101]);
    const listed = await startLab(t, { allowOrigin: ['https://a.example'] });
    assert.deepEqual(await knockFrom(t, listed, '/'), [101, 403, 101, 403, 403]);
    assert.equal(await metric(listed, refused('originNotAllowed')), 3);
  });

  it('must be our own, or one of the list, for a method whose credential browsers add', async (t) => {
    const open = await startLab(t);
    assert.deepEqual(await knockFrom(t, open, '/ws/cookie'), [403, 401, 403, 403, 403]);
    const listed = await startLab(t, { allowOrigin: ['https://a.example'] });
    assert.deepEqual(await knockFrom(t, listed, '/ws/basic'), [403, 401, 401, 403, 403]);
  });
});
