/** In which channel people meet here. Pure. */
import { isChannelName } from '../../protocol/capabilities.ts';

/** Where everybody meets who plays by hand. */
export const LOBBY = 'room:lobby';

/**
 * The room that an address asks for, `#room=lobby`: one person comes in there, with a pane alone.
 *
 * @returns the channel's name; undefined where the address names none, or nothing that is a name
 */
export function roomIn(hash: string): string | undefined {
  const asked = new URLSearchParams(hash.replace(/^#/, '')).get('room');
  const channel = `room:${asked}`;
  return asked !== null && isChannelName(channel) ? channel : undefined;
}

/** The part of an address that leads into a channel. */
export function hashFor(channel: string): string {
  return `#room=${channel.slice('room:'.length)}`;
}
