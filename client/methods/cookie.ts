import { type PageMethod, sayMsg } from './method.ts';

/** The browser adds the cookie by itself; what the page adds is the proof that it is ours. */
export const cookie: PageMethod<'session'> = {
  reach: 'page',
  needs: 'session',
  open: (endpoint, { csrfToken }) => ({ url: endpoint, protocols: ['lab.v1', `csrf.${csrfToken}`] }),
  say: sayMsg,
};
