/** The attacks on channels, beside their fixes, where the exhibits run. */
import { attackNames, attacks } from '../../protocol/exhibits.ts';
import { readLab } from '../api/lab.ts';
import { find } from '../page/elements.ts';

export async function addAttacks(): Promise<void> {
  const exhibits = (await readLab())?.exhibits;
  if (!exhibits) return;
  const { aboutWeakTwins, createExhibits } = await import('../exhibits/exhibit.ts');
  const names = attackNames.filter((name) => attacks[name].on === 'channels');
  find('#exhibits', HTMLElement).append(aboutWeakTwins(), createExhibits(names, exhibits).element);
  const section = find('#attacks', HTMLElement);
  section.hidden = false;
  // While it was hidden, its address led nowhere.
  if (/^#attacks\b/.test(location.hash)) section.scrollIntoView();
}
