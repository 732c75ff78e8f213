/** The address of this room, to be typed or scanned. */
import { make } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { readLab } from '../server/lab.ts';
import { words } from './words.ts';

/** Names under which a machine is known to itself alone. */
const onlyHere = /^(?:(?:.+\.)?localhost|127\.[\d.]+|\[::1\])$/;

/** Puts the address of this server for everybody in the room before an element. */
export async function showRoom(element: HTMLElement): Promise<void> {
  const room = onlyHere.test(location.hostname) ? (await readLab())?.room : location.origin;
  element.before(room ? card(`${room}/`) : make('p', { class: 'room-missing' }, words.noRoom));
}

function card(address: string): HTMLElement {
  return make(
    'aside',
    { class: 'room' },
    make('p', {}, words.room, make('br'), address),
    drawQr(address, words.qr),
  );
}
