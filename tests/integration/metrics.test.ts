import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { attack, frame, opcodes, text } from '../support/attacker.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { enter, knock, metric, untilMetric } from '../support/limits.ts';

const metricsToken = 'a-token-for-the-metrics-of-a-test';
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

describe('GET /metrics', { concurrency: true, timeout: 30_000 }, () => {
  it('is there for this machine, in the text format of Prometheus, and is not stored', async (t) => {
    const lab = await startLab(t);
    await enter(t, lab);
    const { status, headers, body } = await fetchRaw(lab.urls.page, '/metrics');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    for (const line of body.trimEnd().split('\n')) {
      assert.match(
        line,
        /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.e+-]+|[a-z_]+\{.*le="\+Inf".*\} \d+|)$/,
      );
    }
    assert.match(body, /^lab_connections\{state="authenticated"\} 1$/m);
  });

  it('is not there without the token for other machines, and behind a proxy for nobody', async (t) => {
    const behind = await startLab(t, { trustProxy: 1, metricsToken });
    assert.equal((await fetchRaw(behind.urls.page, '/metrics')).status, 404);
    for (const token of ['wrong', `${metricsToken}x`, metricsToken.slice(1), '']) {
      assert.equal((await fetchRaw(behind.urls.page, '/metrics', bearer(token))).status, 404);
    }
    assert.equal((await fetchRaw(behind.urls.page, '/metrics', bearer(metricsToken))).status, 200);

    const unset = await startLab(t, { trustProxy: 1 });
    for (const token of ['undefined', '']) {
      assert.equal((await fetchRaw(unset.urls.page, '/metrics', bearer(token))).status, 404);
    }

    const outside = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const address = outside.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (address === undefined) return t.diagnostic('this machine has loopback only');
    const open = await startLab(t, { host: '0.0.0.0', metricsToken });
    const url = `https://${address}:${open.port}`;
    assert.equal((await fetchRaw(url, '/metrics')).status, 404);
    assert.equal((await fetchRaw(url, '/metrics', bearer(metricsToken))).status, 200);
  });

  it('is not there for a foreign name that leads to this machine, nor through a proxy that adds header fields', async (t) => {
    for (const tls of [true, false]) {
      const lab = await startLab(t, { tls, metricsToken });
      const statusFor = async (headers: Record<string, string>) =>
        (await fetchRaw(lab.urls.page, '/metrics', { headers })).status;
      const ours = [
        'localhost',
        'LOCALHOST:1',
        'lab.localhost:5678',
        '127.0.0.1',
        '127.1.2.3:80',
        '[::1]',
        '[::1]:1',
      ];
      for (const Host of ours) assert.equal(await statusFor({ Host }), 200, Host);
      const foreign = [
        'evil.example',
        `evil.example:${lab.port}`,
        'localhost.evil.example',
        'evillocalhost',
        '127.0.0.1.evil.example',
        '127.0.0.1x',
        '127.1',
        '2130706433',
        '0.0.0.0',
        '[::]',
        '192.0.2.1',
        '[2001:db8::1]:1',
      ];
      for (const Host of foreign) assert.equal(await statusFor({ Host }), 404, Host);
      const told = [
        'X-Forwarded-For',
        'X-Forwarded-Host',
        'X-Forwarded-Proto',
        'Forwarded',
        'Via',
        'X-Real-IP',
        'CF-Connecting-IP',
      ];
      for (const field of told) assert.equal(await statusFor({ [field]: '127.0.0.1' }), 404, field);
      const token = { Authorization: `Bearer ${metricsToken}` };
      assert.equal(await statusFor({ Host: 'lab.example', 'X-Forwarded-For': '192.0.2.1', ...token }), 200);
    }
  });

  it('cannot be read with so many headers that Node drops the one that a proxy has added', async (t) => {
    const lab = await startLab(t, { tls: false });
    const attacker = await attack(t, lab.port, { tls: false });
    const many = 'a: b\r\n'.repeat(99);
    attacker.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\n${many}X-Forwarded-For: 192.0.2.1\r\n\r\n`);
    assert.match((await attacker.ended).toString('latin1'), /^HTTP\/1.1 431 /);
  });

  it('holds nothing of a client: no credential, user, address, path or message', async (t) => {
    const lab = await startLab(t);
    const client = await enter(t, lab, { from: '127.9.8.7' });
    client.write(text('{"msg":"squeamish"}'));
    await client.until(/squeamish/);
    client.write(
      frame({ opcode: opcodes.close, payload: Buffer.from([0x10, 0x92, ...Buffer.from('ossifrage')]) }),
    );
    await client.ended;
    await knock(t, lab, {
      path: '/sesame?token=opensesame',
      headers: { 'User-Agent': 'snark', Origin: 'https://jub.example' },
    });
    const guess = await knock(t, lab);
    guess.write(text('{"token":"jabberwock"}'));
    await guess.ended;
    await untilMetric(lab, 'lab_connections{state="waiting"}', 0);
    const { body } = await fetchRaw(lab.urls.page, '/metrics');
    assert.doesNotMatch(body, /squeamish|ossifrage|sesame|snark|jub|jabberwock|alice|127\.|4242/);
    assert.equal(body.includes(DEMO_TOKEN), false);
  });

  it('counts closes by code, and all codes that clients make up as one', async (t) => {
    const lab = await startLab(t);
    for (const code of [1000, 4001, 4999, 3999]) {
      const client = await knock(t, lab);
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      client.write(frame({ opcode: opcodes.close, payload }));
      await client.ended;
    }
    await untilMetric(lab, 'lab_closes_total{code="4xxx"}', 2);
    await untilMetric(lab, 'lab_closes_total{code="3xxx"}', 1);
    await untilMetric(lab, 'lab_closes_total{code="1000"}', 1);
  });

  it('counts clients that the gate refused by cause, and broken frames by kind', async (t) => {
    const lab = await startLab(t);
    for (const message of ['nonsense', '{"token":"wrong"}']) {
      const client = await knock(t, lab);
      client.write(text(message));
      await client.ended;
    }
    const hasty = await startLab(t, { authDeadlineMs: 300 });
    await (await knock(t, hasty)).ended;
    const late = 'lab_refused_total{stage="gate",cause="no token before the deadline"}';
    assert.equal(await metric(hasty, late), 1);
    const client = await enter(t, lab);
    client.write(frame({ opcode: opcodes.text, claimedLength: 65_537 }));
    await client.ended;
    for (const cause of ['not JSON', 'credential not accepted']) {
      assert.equal(await metric(lab, `lab_refused_total{stage="gate",cause="${cause}"}`), 1, cause);
    }
    assert.equal(await metric(lab, 'lab_ended_total{cause="WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"}'), 1);
  });

  it('counts for each server separately, even if two share a process', async (t) => {
    const [one, other] = [await startLab(t), await startLab(t)];
    await enter(t, one);
    assert.equal(await metric(one, 'lab_connections{state="authenticated"}'), 1);
    assert.equal(await metric(other, 'lab_connections{state="authenticated"}'), 0);
  });
});
