/** At which address others in the room reach this page. */
import { readLab } from './lab.ts';

/** Names under which a machine is known to itself alone. */
const onlyHere = /^(?:(?:.+\.)?localhost|127\.[\d.]+|\[::1\])$/;

/** @returns an origin; undefined where only this machine reaches the server */
export async function findRoom(): Promise<string | undefined> {
  if (!onlyHere.test(location.hostname)) return location.origin;
  return (await readLab())?.room ?? undefined;
}
