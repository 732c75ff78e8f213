import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createLog } from '../../../server/observe/log.ts';
import { createStrangers } from '../../../server/observe/strangers.ts';

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  return {
    strangers: createStrangers(log),
    told: () => lines.map(({ address, connections }) => ({ address, connections })),
    minute: () => t.mock.timers.tick(60_000),
  };
}

describe('The log of strangers', () => {
  it('has lines for a hundred connections per address and minute, then the number of the others, and begins again', (t) => {
    const { strangers, told, minute } = setUp(t);
    for (let count = 0; count < 100; count++) assert.ok(strangers('a'));
    for (let count = 0; count < 7; count++) assert.equal(strangers('a'), undefined);
    assert.ok(strangers('b'));
    assert.deepEqual(told(), []);
    minute();
    assert.deepEqual(told(), [{ address: 'a', connections: 7 }]);
    assert.ok(strangers('a'));
    minute();
    assert.equal(told().length, 1);
  });

  it('has lines for a thousand connections over all addresses, and the number of the others', (t) => {
    const { strangers, told, minute } = setUp(t);
    for (let count = 0; count < 100; count++) strangers('a');
    for (let count = 0; count < 1000; count++) strangers(`a${count}`);
    for (let count = 0; count < 5; count++) strangers('a');
    minute();
    assert.deepEqual(told(), [
      { address: 'others', connections: 100 },
      { address: 'a', connections: 5 },
    ]);
  });

  it('does not count clients that authenticate', (t) => {
    const { strangers } = setUp(t);
    for (let count = 0; count < 1000; count++) strangers('class')?.();
    assert.ok(strangers('class'));
  });
});
