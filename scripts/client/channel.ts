/** What the terminal client says on a channel: it subscribes once it is in, and every line is published. Pure. */
import { randomUUID } from 'node:crypto';
import { parseObject } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { Opening } from './opening.ts';

/** How a client of channels may authenticate: with a token or ticket, or with an access token that is renewed. */
export const channelMethods: readonly MethodId[] = ['authenticate-message', 'token-refresh'];

/** What differs on a channel from the echo. */
export function onChannel(channel: string): Pick<Opening, 'second' | 'say' | 'isReply'> {
  return {
    second: JSON.stringify({ type: 'subscribe', channel }),
    say: (data) => JSON.stringify({ type: 'publish', channel, id: randomUUID(), data }),
    isReply: (text) => !isUnasked(text),
  };
}

/** Whether the server says something without having been asked. */
function isUnasked(text: string): boolean {
  const message = parseObject(text);
  if (!message.ok) return false;
  const { type, reason }: { type?: unknown; reason?: unknown } = message.value;
  return type === 'message' || type === 'presence' || (type === 'unsubscribed' && reason !== undefined);
}
