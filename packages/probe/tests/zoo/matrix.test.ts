/** The zoo holds the probe to its verdicts. `npm run zoo -- --matrix` does all of it, at greater length. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { checks } from '../../src/checks/index.ts';
import { run } from '../../src/run/runner.ts';
import { carriers } from '../../zoo/carriers.ts';
import { alsoFails, animalIds, findAnimal } from '../../zoo/index.ts';
import { expectedOf, look, makeMaterial, surprises } from '../../zoo/matrix.ts';
import { startZoo } from '../../zoo/server.ts';
import { targetOf } from '../../zoo/target.ts';

/** Most of a look is waiting, so many go side by side in this one process. */
const concurrency = 10;
const tls = await makeMaterial();

describe('The zoo', { concurrency }, () => {
  for (const carrier of carriers) {
    it(`the healthy server fails nothing (${carrier})`, async () => {
      const reports = await look({ carrier, animal: { rules: {} }, tls });
      assert.deepEqual(surprises(reports, { fails: [] }), []);
      assert.ok(reports.filter(({ verdict }) => verdict === 'pass').length > 12);
    });
  }

  for (const [index, id] of animalIds().entries()) {
    it(`${id} is named by its check, and by no other`, async () => {
      const animal = await findAnimal(id);
      const whole = animal.carriers[index % animal.carriers.length];
      // Load is heavy: for the animals of `--intrusive` one carrier and their own check are enough here.
      const some = animal.intrusive ? animal.carriers.slice(0, 1) : animal.carriers;
      const wrong = await Promise.all(
        some.map(async (carrier) => {
          // All checks in one carrier, in the others those that are to fail.
          const only = carrier === whole && !animal.intrusive ? undefined : [id, ...alsoFails(id)];
          const reports = await look({ carrier, animal, tls, ...(only && { only }) });
          return surprises(reports, expectedOf(id)).map((text) => `${carrier}: ${text}`);
        }),
      );
      assert.deepEqual(wrong.flat(), []);
    });
  }
});

describe('Verdicts', () => {
  for (const id of ['early-message', 'credential-prefix', 'origin-missing']) {
    it(`are the same each time on the same server (${id})`, async (t) => {
      const { carriers: some, rules } = await findAnimal(id);
      const server = await startZoo({ carrier: some[0] ?? 'message', rules });
      t.after(() => server.close());
      const quick = checks.filter(({ id: one }) => [id, 'handshake-version', 'close-answered'].includes(one));
      const target = targetOf(server);
      for (let time = 0; time < 10; time++) {
        const { checks: reports } = await run({
          target,
          checks: quick,
          jobs: 4,
          timeoutMs: 60_000,
          loopback: true,
        });
        assert.deepEqual(
          reports.map(({ verdict }) => verdict),
          quick.map((check) => (check.id === id ? 'fail' : 'pass')),
        );
      }
    });
  }

  it('are the same while both cores are busy', async (t) => {
    const burning = Array.from({ length: 2 }, () => new Worker('for (;;);', { eval: true }));
    t.after(() => Promise.all(burning.map((worker) => worker.terminate())));
    const ids = [
      'early-message',
      'pipelined-message',
      'deadline',
      'credential-type',
      'oracle-close',
      'close-answered',
    ];
    for (const id of ['early-message', undefined]) {
      const animal = id === undefined ? { rules: {} } : await findAnimal(id);
      const reports = await look({ carrier: 'message', animal, tls, only: ids });
      assert.deepEqual(surprises(reports, { fails: id === undefined ? [] : [id] }), []);
    }
  });
});
