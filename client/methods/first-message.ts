import { AUTHENTICATED_TEXT, formatTokenMessage } from '../../protocol/messages.ts';
import { type PageMethod, sayMsg } from './method.ts';

/** The first message is the token; the acknowledgement is a fixed text. Messages may follow at once: they wait. */
export const firstMessage: PageMethod<'token'> = {
  reach: 'page',
  needs: 'token',
  open: (endpoint, { token }) => ({ url: endpoint, protocols: [], first: formatTokenMessage(token) }),
  acknowledges: (text) => text === AUTHENTICATED_TEXT,
  say: sayMsg,
};
