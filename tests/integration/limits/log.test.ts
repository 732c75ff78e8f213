import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { enter, knock, tokenMessage, wrongToken } from '../../support/limits.ts';

describe('The log', { concurrency: true, timeout: 30_000 }, () => {
  it('has lines for a hundred connections of an address, and for every authenticated one', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const linesOf = (msg: string) => lab.logged.filter((line) => line.msg === msg);
    for (let count = 0; count < 60; count++) {
      assert.equal((await knock(t, lab, { path: '/ws/query-token' })).status, 401);
      const guess = await knock(t, lab);
      guess.write(wrongToken);
      await guess.until(/unauthenticated$/);
      guess.reset();
    }
    await assert.rejects(connect(t, `${lab.urls.webSocket}ws/bearer-header`, { localAddress: '127.0.0.1' }));
    assert.equal(linesOf('unauthenticated').length, 100);
    assert.equal(linesOf('client connected').length, 50);
    await enter(t, lab);
    assert.equal(linesOf('authenticated').length, 1);
    // Another address is told of.
    const other = await knock(t, lab, { from: '127.0.0.2' });
    assert.equal(linesOf('client connected').length, 51);
    other.write(tokenMessage);
    await other.until(/Successfully/);
  });
});
