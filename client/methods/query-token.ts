import { type PageMethod, sayMsg } from './method.ts';
import { withQuery } from './with-query.ts';

/** The token in the URL. Every log on the way keeps it, and it stays valid. */
export const queryToken: PageMethod<'token'> = {
  reach: 'page',
  needs: 'token',
  open: (endpoint, { token }) => ({ url: withQuery(endpoint, 'token', token), protocols: [] }),
  say: sayMsg,
};
