/** A document: its words are there already, and here comes what only a running page can add. */
import { find } from '../page/elements.ts';
import { explainTerms } from '../page/terms.ts';

if (!location.pathname.endsWith('/glossary')) explainTerms(find('article', HTMLElement));

if (location.pathname.startsWith('/docs/class')) {
  const { showRoom } = await import('./room.ts');
  await showRoom(find('#room', HTMLElement));
}
