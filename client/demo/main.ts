/** The demo page: puts its parts together. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import { find } from '../page/elements.ts';
import { webSocketOrigin } from '../server/lab.ts';
import * as controls from './controls.ts';
import { createConversation } from './conversation.ts';
import { offerStories } from './teller.ts';
import { createWire } from './wire.ts';
import { describeEndpoint } from './words.ts';

const url = `${webSocketOrigin}/`;
find('#endpoint', HTMLElement).textContent = describeEndpoint(url);

const conversation = createConversation(url, createWire());
/** The picture begins with how this ticket was had. */
let ticketShown: string | undefined;

controls.listen({
  connect() {
    interrupt();
    if (ticketShown === undefined || ticketShown !== controls.token.value) conversation.begin();
    ticketShown = undefined;
    void conversation.connect([formatTokenMessage(controls.token.value)]);
  },
  disconnect() {
    void conversation.disconnect();
  },
  tryNow() {
    conversation.tryNow();
  },
  send() {
    conversation.send(JSON.stringify({ msg: controls.message.value }));
    if (document.activeElement === controls.message) controls.message.select();
  },
  signOut() {
    void conversation.signOut();
  },
  async ticket() {
    interrupt();
    conversation.begin();
    if (await conversation.ticket()) ticketShown = controls.token.value;
  },
});
const interrupt = offerStories(conversation);
