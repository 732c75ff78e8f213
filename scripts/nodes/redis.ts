import path from 'node:path';
import { type Started, start } from './process.ts';

/** Starts a Redis that can be reached by a socket in this folder only, and keeps nothing on disk. */
export async function startRedis(folder: string): Promise<Started & { readonly url: string }> {
  const socket = path.join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', folder];
  const started = await start('redis-server', [...args, '--save', '', '--appendonly', 'no'], {
    readsFrom: 'stdout',
    ready: /ready to accept connections/i,
  });
  return { ...started, url: `unix://${socket}` };
}
