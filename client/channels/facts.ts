/** What happens on the two connections of the page, as the page itself sees it. Holds no credential. */
import { parseObject } from '../../protocol/messages.ts';

export type Who = 'alice' | 'bob';

/** A message, by the names of its members. */
export type Said = Readonly<Record<string, unknown>>;

export type Happening =
  /** The WebSocket is open. */
  | { readonly type: 'opened' }
  | { readonly type: 'said' | 'heard'; readonly message: Said }
  /** The page closes the connection. */
  | { readonly type: 'cut' }
  /** The connection has ended, and the page did not ask for it. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  /** The session that the connection lives by is ended, over HTTP. */
  | { readonly type: 'sessionEnded' }
  /** More connections of the same user begin to publish. */
  | { readonly type: 'flood'; readonly count: number; readonly connections: number };

/** @property at - milliseconds on the page's clock */
export type Fact = Happening & { readonly who: Who; readonly at: number };

/** @param text - a message without its credential */
export function readSaid(text: string): Said {
  const message = parseObject(text);
  return message.ok ? { ...message.value } : {};
}
