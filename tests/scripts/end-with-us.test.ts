import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';

const parent = `
  import { start } from './scripts/nodes/process.ts';
  const { pid } = await start('sh', ['-c', 'echo ready >&2; exec sleep 60'], { readsFrom: 'stderr', ready: /ready/ });
  console.log(pid);
  setInterval(() => {}, 1000);`;

it('what was started ends with the process that started it, even if that is killed', async (t) => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', parent];
  const starter = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => starter.kill('SIGKILL'));
  const pid = Number(await once(starter.stdout, 'data'));
  assert.ok(process.kill(pid, 0), 'it runs');
  starter.kill('SIGKILL');
  // It has the same standard output, which ends with the last process that has it.
  await once(starter.stdout.resume(), 'end');
});
