/** A node as a program of its own: its secrets, and how it ends. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { certificateFiles } from '../../support/certificates.ts';
import { connect } from '../../support/client.ts';
import { fetchRaw } from '../../support/http.ts';
import { run } from '../../support/program.ts';
import { noRedis, startRedis } from '../../support/redis.ts';
import { startRedisProxy } from '../../support/redis-proxy.ts';
import { goodbye, webSocketOf } from '../../support/started.ts';

it('a node shows its password to nobody, and ends in order: not ready, then closed', {
  skip: noRedis,
}, async (t) => {
  const password = 'canary-8b07e4';
  const redis = await startRedis(t, '--requirepass', password);
  const { tls } = await certificateFiles(t);
  const proxy = await startRedisProxy(t, redis.socket, { cert: tls.cert, key: tls.key });
  const program = run(t, 'server/main.ts', ['--demo', '--port', '0', '--certificate-port', '0'], {
    LAB_REDIS: `rediss://127.0.0.1:${proxy.port}`,
    LAB_REDIS_PASSWORD: password,
    NODE_EXTRA_CA_CERTS: tls.caFile,
  });
  const url = await webSocketOf(program);
  const origin = url.replace('wss:', 'https:');
  const ready = async () => (await fetchRaw(origin, '/readyz')).status;
  // Over TLS, with the password. On a busy machine the first attempt may take too long.
  while ((await ready()) !== 200);
  const client = await connect(t, url);
  client.send(formatTokenMessage(DEMO_TOKEN));
  assert.equal(await client.next(), AUTHENTICATED_TEXT);

  const told = performance.now();
  program.child.kill('SIGTERM');
  while ((await ready()) !== 503);
  const late = await connect(t, url);
  late.send(formatTokenMessage(DEMO_TOKEN));
  assert.equal(await late.next(), AUTHENTICATED_TEXT, 'who comes before balancers have noticed gets in');
  assert.deepEqual(await client.closed, goodbye);
  assert.ok(performance.now() - told >= 1000);
  assert.equal(await program.exited, 0);

  for (const text of [program.output.stdout, program.output.stderr]) {
    assert.doesNotMatch(text, /canary|8b07e4|rediss:/);
  }
});
