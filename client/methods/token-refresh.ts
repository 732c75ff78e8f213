import { formatAction, formatAuthenticate } from '../../protocol/typed-messages.ts';
import { type PageMethod, typeOf } from './method.ts';

/** The first message is a token that is valid for a minute; a new one is sent before it has run out. */
export const tokenRefresh: PageMethod<'access token'> = {
  reach: 'page',
  needs: 'access token',
  open: (endpoint, { accessToken }) => ({
    url: endpoint,
    protocols: [],
    first: formatAuthenticate(accessToken),
  }),
  acknowledges: (text) => typeOf(text) === 'authenticated',
  say: (text) => formatAction('echo', text),
};
