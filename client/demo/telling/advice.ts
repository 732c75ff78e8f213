import { advice } from '../../words/demo-later.ts';

/**
 * What to try when the handshake failed.
 *
 * @param origin - where the page came from, `https://…` or `http://…`
 */
export function adviseOnFailure(origin: string): { link: string; after: string } {
  const after = origin.startsWith('https:') ? advice.certificate : advice.start;
  return { link: advice.link(origin), after };
}
