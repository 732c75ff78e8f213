/** The page of channels: the lesson with both people, or one pane for somebody who joins their room. */
import { find } from '../page/elements.ts';
import { explainTerms } from '../page/terms.ts';
import { roomIn } from './room.ts';

const room = roomIn(location.hash);
if (room === undefined) await import('./lesson.ts');
else (await import('./guest.ts')).join(room);
addEventListener('hashchange', () => {
  if (roomIn(location.hash) !== room) location.reload();
});
explainTerms(find('main', HTMLElement), { numbers: false });
// Until now a press would have been lost.
document.body.inert = false;
