/**
 * Who is signed in, as far as the tabs of this page know: a name, no credential.
 *
 * No script can see the session's cookie. Without this note each page would have to ask the server, and a second tab
 * that does not know of the session would begin another and so end it.
 */
import { storage } from './storage.ts';

const KEY = 'signed-in';

const watchers = new Set<() => void>();

/** @returns the user's name; undefined where nobody is known to be signed in */
export function userSignedIn(): string | undefined {
  return storage()?.getItem(KEY) ?? undefined;
}

/** Notes it down for every tab. It is no proof: sessions end without a word. */
export function noteSignedIn(user: string | undefined): void {
  if (user === undefined) storage()?.removeItem(KEY);
  else storage()?.setItem(KEY, user);
  for (const changed of watchers) changed();
}

/** @param changed - called at once, and whenever this tab or another notes something down */
export function watchSignedIn(changed: () => void): void {
  watchers.add(changed);
  addEventListener('storage', changed);
  changed();
}
