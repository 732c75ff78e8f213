/** The address of this room, to be typed or scanned. */
import { make } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { readLab } from '../server/lab.ts';
import { words } from './words.ts';

/** Names under which a machine is known to itself alone. */
const onlyHere = /^(?:(?:.+\.)?localhost|127\.[\d.]+|\[::1\])$/;

/** Shows the address of this server for everybody in the room. */
export async function showRoom(place: HTMLElement): Promise<void> {
  const room = onlyHere.test(location.hostname) ? (await readLab())?.room : location.origin;
  place.classList.toggle('missing', !room);
  if (!room) place.textContent = words.noRoom;
  else place.append(make('p', {}, words.room, make('br'), `${room}/`), drawQr(`${room}/`, words.qr));
}
