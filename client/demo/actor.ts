/** Does on the demo page what a story tells. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import type { UnlessInterrupted } from '../stage/teller.ts';
import * as controls from './controls.ts';
import type { Conversation } from './conversation.ts';
import type { Actor } from './stories.ts';

export function createActor(conversation: Conversation, unlessInterrupted: UnlessInterrupted): Actor {
  return {
    async fill(filling) {
      if (filling === 'ticket') return unlessInterrupted(conversation.ticket());
      controls.fill(filling);
      return true;
    },
    tokenMessage: () => formatTokenMessage(controls.token.value),
    connect: (first) => unlessInterrupted(conversation.connect(first)),
    send: (text) => conversation.send(text),
    answer: () => unlessInterrupted(conversation.answer()),
    disconnect: () => unlessInterrupted(conversation.disconnect()),
    pause: (ms) => unlessInterrupted(new Promise((resolve) => setTimeout(resolve, ms))),
  };
}
