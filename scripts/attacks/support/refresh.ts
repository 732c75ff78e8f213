import { CannotRun, type Scene } from '../attack.ts';
import { type OpenSocket, open } from './socket.ts';

/** Opens a connection of the method token-refresh and authenticates it. */
export async function authenticated(scene: Scene, url: string, token: string): Promise<OpenSocket> {
  const socket = await open(scene, url);
  if (!socket.opened) throw new CannotRun(`${url} answered HTTP ${socket.status}.`);
  socket.send({ type: 'authenticate', token });
  const event = await socket.next();
  if (event.type === 'closed') throw new CannotRun(`${url} did not accept a good token: ${event.code}.`);
  return socket;
}
