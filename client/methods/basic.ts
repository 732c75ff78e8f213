import { type PageMethod, sayMsg } from './method.ts';

/** User and password in the URL. The browser sends them once it was challenged, and remembers them. */
export const basic: PageMethod<'password'> = {
  reach: 'page',
  needs: 'password',
  open(endpoint, { user, password }) {
    const url = new URL(endpoint);
    url.username = user;
    url.password = password;
    return { url: url.href, protocols: [] };
  },
  say: sayMsg,
};
