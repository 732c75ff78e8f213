/** The address of this room, to be typed or scanned. */

import { findRoom } from '../api/room.ts';
import { make } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { withCode } from '../page/with-code.ts';
import { documentWords as words } from '../words/document.ts';

/** Shows the address of this server for everybody in the room. */
export async function showRoom(element: HTMLElement): Promise<void> {
  const room = await findRoom();
  element.classList.toggle('missing', room === undefined);
  if (room === undefined) element.append(make('p', {}, ...withCode(words.noRoom)));
  else element.append(make('p', {}, words.room, make('br'), `${room}/`), drawQr(`${room}/`, words.qr));
}
