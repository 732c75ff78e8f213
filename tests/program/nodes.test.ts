/** `npm run nodes`: what it starts, who may kill a node, and that nothing stays behind. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { ask } from '../support/auth.ts';
import { connect } from '../support/client.ts';
import { noNginx } from '../support/nginx.ts';
import { run } from '../support/program.ts';
import { noRedis } from '../support/redis.ts';
import { goodbye } from '../support/started.ts';

const isBuilt = existsSync(path.join(projectRoot, 'dist/server/main.js'));

/** An address of this machine for this test alone. */
const HOST = '127.0.96.1';
const ORIGIN = `https://${HOST}:8443`;
const args = ['--host', HOST, '--port', '8443', '--nodes', '2'];

describe('npm run nodes', { skip: noRedis || noNginx || (!isBuilt && 'Run npm run build first.') }, () => {
  it('starts Redis, nodes and nginx, lets only its own pages on this machine kill a node, and ends all of it', async (t) => {
    const program = run(t, 'scripts/nodes.ts', args);
    await program.until(/Ctrl\+C ends all of it/);
    const addresses = [...program.output.stderr.matchAll(/Node \w +(http:\S+)/g)].map(([, url = '']) => url);
    assert.equal(addresses.length, 2);
    const client = await connect(t, ORIGIN.replace('https', 'wss'));
    client.send(formatTokenMessage(DEMO_TOKEN));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);

    const killing = (headers: Record<string, string>, node = 'B') =>
      ask(ORIGIN, '/api/nodes', { method: 'POST', headers, json: { node, action: 'kill' } });
    assert.equal((await killing({})).status, 403);
    assert.equal((await killing({ Origin: 'https://evil.example' })).status, 403);
    assert.equal((await killing({ Origin: ORIGIN, Host: 'evil.example' })).status, 403);
    assert.equal((await killing({ Origin: ORIGIN, 'X-Forwarded-For': '203.0.113.7' })).status, 403);
    assert.equal((await killing({ Origin: ORIGIN }, 'Z')).status, 400);
    const states = async () => JSON.parse((await ask(ORIGIN, '/api/nodes')).text);
    assert.deepEqual(await states(), [
      { name: 'A', isRunning: true },
      { name: 'B', isRunning: true },
    ]);
    assert.equal((await killing({ Origin: ORIGIN })).status, 200);
    assert.deepEqual(await states(), [
      { name: 'A', isRunning: true },
      { name: 'B', isRunning: false },
    ]);
    assert.equal((await ask(ORIGIN, '/readyz')).status, 200);
    await ask(ORIGIN, '/api/nodes', {
      method: 'POST',
      headers: { Origin: ORIGIN },
      json: { node: 'B', action: 'start' },
    });
    const survivor = await connect(t, ORIGIN.replace('https', 'wss'));

    program.child.kill('SIGTERM');
    assert.deepEqual(await survivor.closed, goodbye);
    assert.equal(await program.exited, 0);
    for (const url of [ORIGIN, ...addresses]) await assert.rejects(ask(url, '/healthz'), /ECONNREFUSED/);
  });
});
