/** The address of this room, to be typed or scanned. */
import { make, withCode } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { findRoom } from '../server/room.ts';
import { documentWords as words } from '../words/document.ts';

/** Shows the address of this server for everybody in the room. */
export async function showRoom(place: HTMLElement): Promise<void> {
  const room = await findRoom();
  place.classList.toggle('missing', room === undefined);
  if (room === undefined) place.append(...withCode(words.noRoom));
  else place.append(make('p', {}, words.room, make('br'), `${room}/`), drawQr(`${room}/`, words.qr));
}
