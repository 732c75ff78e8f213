import { type PageMethod, sayMsg } from './method.ts';
import { withQuery } from './with-query.ts';

/** A ticket in the URL. For another connection another ticket is fetched. */
export const queryTicket: PageMethod<'ticket'> = {
  reach: 'page',
  needs: 'ticket',
  open: (endpoint, { ticket }) => ({ url: withQuery(endpoint, 'ticket', ticket), protocols: [] }),
  say: sayMsg,
};
