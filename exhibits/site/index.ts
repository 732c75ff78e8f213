/** Every attack with both of its positions, as the methods page shows them. */

import { aboutWeakTwins, createExhibits } from '../../client/exhibits/exhibit.ts';
import { find } from '../../client/page/elements.ts';
import { language } from '../../client/words/language.ts';
import { withLanguage } from '../../client/words/with-language.ts';
import { attackNames } from '../../protocol/exhibits.ts';
import { loadFacts } from './common.ts';

find('#origin', HTMLElement).textContent = location.origin;
find('#attacks', HTMLElement).append(aboutWeakTwins(), createExhibits(attackNames, location.origin).element);

// What leads to pages of the lab leads there from here, too. Documents speak the language they are written in.
const lab = (await loadFacts()).page;
for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href^="/"]')) {
  const { pathname, hash } = link;
  const isDocument = pathname.startsWith('/docs');
  link.href = lab + pathname + (isDocument ? hash : withLanguage(hash, language, false));
}

// Until now a press would have been lost.
document.body.inert = false;
