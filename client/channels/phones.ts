/** How phones come into the room. */

import { findRoom } from '../api/room.ts';
import { find } from '../page/elements.ts';
import { make } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { withCode } from '../page/with-code.ts';
import { page as words } from '../words/channels.ts';
import { hashFor } from './room.ts';

export async function addPhones(channel: string): Promise<void> {
  const section = find('#phones', HTMLElement);
  const room = await findRoom();
  if (room === undefined) {
    section.append(make('p', { class: 'muted' }, ...withCode(words.onlyHere)));
    return;
  }
  const address = new URL(`/channels${hashFor(channel)}`, room).href;
  section.append(
    make('p', {}, words.phones, make('br'), make('a', { href: address }, address)),
    drawQr(address, words.qr),
  );
}
