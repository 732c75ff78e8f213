/** The probe, as the exhibits run it for a page of the lab. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { type TestContext, test } from 'node:test';
import { type ProbeEvent, parseProbeEvent, parseProbeList } from '../../protocol/probe.ts';
import { startExhibits } from '../support/exhibits.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';

interface Run {
  /** Waits for an event of this type. Rejects if the run ends without one. */
  until(type: ProbeEvent['type']): Promise<ProbeEvent>;
  readonly events: readonly ProbeEvent[];
  leave(): void;
}

async function press(t: TestContext, url: URL, origin: string): Promise<Run> {
  const sent = request(url, {
    method: 'POST',
    headers: { Origin: origin },
    agent: false,
    rejectUnauthorized: false,
  }).end();
  t.after(() => sent.destroy());
  sent.on('error', () => {});
  const [response]: IncomingMessage[] = await once(sent, 'response');
  assert.ok(response?.statusCode === 200);
  const events: ProbeEvent[] = [];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    const blocks = `${text}${chunk}`.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = block.startsWith('data: ') ? parseProbeEvent(block.slice(6)) : undefined;
      if (event) events.push(event);
    }
  });
  response.on('error', () => {});
  const over = once(response, 'close').catch(() => {});
  return {
    events,
    leave: () => sent.destroy(),
    async until(type) {
      for (;;) {
        const found = events.find((event) => event.type === type);
        if (found) return found;
        if (response.closed) throw new Error(`ended without ${type}: ${JSON.stringify(events)}`);
        await Promise.race([once(response, 'data'), over]);
      }
    },
  };
}

test('the probe names an animal of the zoo, one run after the other, and whoever leaves ends theirs', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  const { origin } = new URL(urls.page);
  const first = await press(t, new URL('/probe/zoo/deadline', exhibits), origin);
  await first.until('began');
  const second = await press(t, new URL('/probe/zoo/handshake-version', exhibits), origin);
  assert.deepEqual(await second.until('waiting'), {
    type: 'waiting',
    behind: { kind: 'zoo', name: 'deadline' },
  });
  assert.ok(!second.events.some(({ type }) => type === 'began'));
  first.leave();
  const began = await second.until('began');
  const ended = await second.until('ended');
  assert.ok(ended.type === 'ended' && began.type === 'began');
  const findings = second.events.flatMap((event) => (event.type === 'finding' ? event.finding : []));
  assert.equal(findings.length, began.checks);
  assert.ok(!findings.some(({ verdict }) => verdict === 'inconclusive'));
  const [failed, ...others] = findings.filter(({ verdict }) => verdict === 'fail');
  assert.equal(others.length, 0);
  assert.equal(failed?.id, 'handshake-version');
  // The picture of what was sent says what was odd about it.
  assert.deepEqual(
    failed.rows.slice(0, 3).map(({ kind, from }) => [kind, from]),
    [
      ['band', 'probe'],
      ['arrow', 'probe'],
      ['arrow', 'server'],
    ],
  );
  assert.match(failed.rows[1]?.aside ?? '', /Sec-WebSocket-Version: 8/);
});

test('the list has this lab and the zoo, and only pages of the lab are told it or may have anything probed', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  const { origin } = new URL(urls.page);
  const { body, headers } = await fetchRaw(exhibits, '/probe', { headers: { Origin: origin } });
  assert.equal(headers['access-control-allow-origin'], origin);
  const { lab, zoo } = parseProbeList(body);
  assert.ok(lab.includes('first-message'));
  assert.ok(
    zoo.some(({ name, fault }) => name === 'origin-foreign' && fault.startsWith('lets a foreign page in')),
  );
  for (const other of ['https://evil.example', 'null', undefined]) {
    const foreign = other === undefined ? {} : { Origin: other };
    assert.equal((await fetchRaw(exhibits, '/probe', { headers: foreign })).status, 403);
    const pressed = await fetchRaw(exhibits, '/probe/zoo/deadline', { method: 'POST', headers: foreign });
    assert.equal(pressed.status, 403);
  }
  // Animals that need load are for the terminal, and whatever is no animal is no file either.
  for (const path of [
    'zoo/connection-limit',
    'zoo/none',
    'zoo/toString',
    'zoo/..%2Fserver',
    'lab/cookie',
    'x/y',
  ]) {
    const options = { method: 'POST', headers: { Origin: origin } };
    assert.equal((await fetchRaw(exhibits, `/probe/${path}`, options)).status, 404, path);
  }
});

test('the page of the probe is in no build, and in development only this machine gets it', async (t) => {
  const [built, development] = await Promise.all([startLab(t), startLab(t, { dev: true })]);
  for (const path of ['/probe', '/probe.html', '/probe/main.js']) {
    assert.equal((await fetchRaw(built.urls.page, path)).status, 404, path);
  }
  assert.doesNotMatch((await fetchRaw(built.urls.page, '/board')).body, /probe/);
  for (const path of ['/probe', '/probe.html']) {
    const headers = { 'X-Forwarded-For': '192.0.2.1' };
    assert.equal((await fetchRaw(development.urls.page, path, { headers })).status, 404, path);
  }
});
