/** A phone in the class: one person in the room, who comes as Alice, since the demo token is hers. */
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { webSocketOrigin } from '../api/origin.ts';
import { openSocket } from '../methods/open.ts';
import { find } from '../page/elements.ts';
import { createPane } from './pane.ts';
import { createPerson } from './person.ts';

/** How much of what was said before is shown to somebody who joins. */
const HISTORY = 10;

export function join(channel: string): void {
  document.documentElement.dataset.room = channel;
  const person = createPerson({
    open: () => openSocket({ url: webSocketOrigin + CHANNELS_PATH, protocols: [] }),
    token: async () => DEMO_TOKEN,
    tell() {},
    changed: (fares) => pane.show(fares),
  });
  const pane = createPane('alice', () => channel, person);
  find('#panes', HTMLElement).append(pane.element);
  person.begin(channel, HISTORY);
}
