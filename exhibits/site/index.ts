/** Every attack with both of its positions, as the methods page shows them. */

import { aboutWeakTwins, createExhibits } from '../../client/exhibits/exhibit.ts';
import { find } from '../../client/page/elements.ts';
import { attackNames } from '../../protocol/exhibits.ts';
import { loadFacts } from './common.ts';

find('#place', HTMLElement).textContent = location.origin;
find('#attacks', HTMLElement).append(aboutWeakTwins(), createExhibits(attackNames, location.origin).element);
find('#lab', HTMLAnchorElement).href = `${(await loadFacts()).page}/`;

// Until now a press would have been lost.
document.body.inert = false;
