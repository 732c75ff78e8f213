import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { attack, closeFrame, text, upgradeRequest } from '../../support/attacker.ts';
import { ask } from '../../support/auth.ts';
import { connect } from '../../support/client.ts';
import { startLab } from '../../support/lab.ts';
import { subprotocols } from '../../support/methods.ts';

describe('The answers of single methods', { concurrency: 3 }, () => {
  it('C25 subprotocol and cookie select lab.v1 and echo nothing else', async (t) => {
    const lab = await startLab(t);
    const client = await connect(
      t,
      `${lab.urls.methods.get('subprotocol')}`,
      {},
      subprotocols(DEMO_TOKEN).reverse(),
    );
    assert.equal(client.webSocket.protocol, 'lab.v1');
  });

  it('basic and bearer-header challenge the client', async (t) => {
    const lab = await startLab(t);
    for (const [id, challenge] of [
      ['basic', /^Basic realm=/],
      ['bearer-header', /^Bearer realm=/],
    ] as const) {
      const { headers } = await ask(lab.urls.page, `/ws/${id}`, {
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          Origin: lab.urls.page.slice(0, -1),
        },
      });
      assert.match(String(headers['www-authenticate']), challenge);
    }
  });

  it('C24 authenticate-message is closed by an untyped message, and by any message before the acknowledgement', async (t) => {
    const lab = await startLab(t);
    const unauthorized = { code: 3000, reason: 'unauthorized' };
    const untyped = await connect(t, `${lab.urls.methods.get('authenticate-message')}`);
    untyped.send(`{"token":"${DEMO_TOKEN}"}`);
    assert.deepEqual(await untyped.closed, unauthorized);
    // In one write: the second message must be there before the answer is.
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest('/ws/authenticate-message'));
    await attacker.until(/\r\n\r\n/);
    attacker.write(
      Buffer.concat([text(`{"type":"authenticate","token":"${DEMO_TOKEN}"}`), text('{"msg":"early"}')]),
    );
    assert.deepEqual(closeFrame(await attacker.ended), unauthorized);
  });

  it('authenticate-message answers with the user', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, `${lab.urls.methods.get('authenticate-message')}`);
    client.send(`{"type":"authenticate","token":"${DEMO_TOKEN}"}`);
    assert.equal(await client.next(), '{"type":"authenticated","user":"alice"}');
  });

  it('a start without --demo serves first-message, and other methods only if asked to', async (t) => {
    const lab = await startLab(t, { demo: false, authToken: 'k'.repeat(32), method: ['bearer-header'] });
    assert.deepEqual([...lab.urls.methods.keys()], ['first-message', 'bearer-header']);
    await assert.rejects(connect(t, `${lab.urls.webSocket}ws/query-token`), /404/);
    const { json } = await ask(lab.urls.page, '/api/lab');
    assert.deepEqual(Object.keys(Object(json.methods)), ['first-message', 'bearer-header']);
  });
});
