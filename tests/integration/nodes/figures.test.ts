/** What nodes tell each other for people who watch: the board's figures, and the facts of the wire view. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { watchBoard } from '../../support/board.ts';
import { connect } from '../../support/client.ts';
import { startNodes } from '../../support/nodes.ts';
import { noRedis } from '../../support/redis.ts';
import { watch } from '../../support/trace.ts';

const plain = { tls: false } as const;

describe('Nodes with one Redis', { skip: noRedis }, () => {
  it('show the figures of all nodes on the board of each, and forget a node that has gone', async (t) => {
    const { nodes } = await startNodes(t, plain);
    const [first, second] = nodes;
    const client = await connect(t, second.urls.webSocket);
    client.send(formatTokenMessage(DEMO_TOKEN));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    const { until } = await watchBoard(t, first.urls.page);
    const all = await until(({ nodes: told }) => told?.length === 3);
    assert.equal(all.authenticated, 1);
    assert.deepEqual(all.nodes?.map(({ authenticated }) => authenticated).sort(), [0, 0, 1]);
    await second.close();
    const left = await until(({ nodes: told }) => told?.length === 2);
    assert.equal(left.authenticated, 0);
  });

  it('tell a page the facts of its connection on another node, and nothing to somebody else', async (t) => {
    const { nodes } = await startNodes(t, plain);
    const [first, second, third] = nodes;
    const watcher = await watch(t, first.urls.page);
    const stranger = await watch(t, third.urls.page, { id: watcher.id, localAddress: '127.0.0.9' });
    const client = await connect(t, `${second.urls.webSocket}?trace=${watcher.id}`);
    client.send(formatTokenMessage(DEMO_TOKEN));
    assert.equal(await client.next(), AUTHENTICATED_TEXT);
    client.webSocket.close();
    await watcher.until('ended');
    const types = watcher.events.map(({ type }) => type);
    assert.deepEqual(types.slice(0, 2), ['request', 'response']);
    assert.ok(types.includes('authenticated'));
    assert.ok(!watcher.text().includes(DEMO_TOKEN));
    assert.deepEqual(stranger.events, []);
  });
});
