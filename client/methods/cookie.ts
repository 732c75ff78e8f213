import { CSRF_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { type PageMethod, sayMsg } from './method.ts';

/** The browser adds the cookie by itself; what the page adds is the proof that it is ours. */
export const cookie: PageMethod<'session'> = {
  reach: 'page',
  needs: 'session',
  open: (endpoint, { csrfToken }) => ({
    url: endpoint,
    protocols: [PLAIN_SUBPROTOCOL, CSRF_SUBPROTOCOL + csrfToken],
  }),
  say: sayMsg,
};
