import { formatAuthenticate } from '../../protocol/typed-messages.ts';
import { type PageMethod, sayMsg, typeOf } from './method.ts';

/** The first message says what it is. Nothing else may be sent before its answer. */
export const authenticateMessage: PageMethod<'token'> = {
  reach: 'page',
  needs: 'token',
  open: (endpoint, { token }) => ({
    url: endpoint,
    protocols: [],
    first: formatAuthenticate(token),
  }),
  acknowledges: (text) => typeOf(text) === 'authenticated',
  say: sayMsg,
};
