import type { AttackParty } from '../../../protocol/exhibits.ts';
import { CannotRun, type Scene } from '../attack.ts';
import { type OpenSocket, open } from './socket.ts';

/**
 * Opens a connection of a method whose credential is the first message, and waits for the acknowledgement.
 *
 * @param first - as in `{ token }`
 */
export async function authenticated(
  scene: Scene,
  who: AttackParty,
  url: string,
  first: object,
): Promise<OpenSocket> {
  const socket = await open(scene, who, url);
  if (!socket.opened) throw new CannotRun(`${url} answered HTTP ${socket.status}.`);
  socket.send(first);
  const event = await socket.next();
  if (event.type === 'closed') throw new CannotRun(`${url} did not accept a good token: ${event.code}.`);
  return socket;
}
