import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { opcodes, writeFrame } from '@websocket-auth-lab/wire';
import { WebSocket, WebSocketServer } from 'ws';
import { Traffic } from '../../../server/connection/traffic.ts';
import { createHeartbeat } from '../../../server/limits/heartbeat.ts';

describe('Traffic', () => {
  it('gives those who wait until it has drained their turns: each waits for what the one before has sent', async (t) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    t.after(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const connected = once(server, 'connection');
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    t.after(() => client.terminate());
    const [webSocket, { socket }] = await connected;
    const limits = { messageRate: 0, maxBacklogBytes: 0, heartbeat: createHeartbeat(0) };
    const traffic = new Traffic(webSocket, socket, limits, () => {});
    // More than the system takes at once.
    const frame = writeFrame({ opcode: opcodes.text, payload: 'x'.repeat(20_000_000) });
    const left: number[] = [];
    const wait = async () => {
      await traffic.drained();
      left.push(socket.writableLength);
      traffic.sendFrame(frame);
    };
    traffic.sendFrame(frame);
    await Promise.all(Array.from({ length: 12 }, wait).slice(0, 3));
    assert.deepEqual(left, [0, 0, 0]);
    assert.ok(socket.listenerCount('drain') < 5, 'they listen one after the other');
    client.terminate();
  });
});
