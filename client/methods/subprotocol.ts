import { BEARER_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { type PageMethod, sayMsg } from './method.ts';

/** The token as a subprotocol, and beside it a plain one that the server can select. */
export const subprotocol: PageMethod<'token'> = {
  reach: 'page',
  needs: 'token',
  open: (endpoint, { token }) => ({
    url: endpoint,
    protocols: [PLAIN_SUBPROTOCOL, BEARER_SUBPROTOCOL + base64url(token)],
  }),
  say: sayMsg,
};

/** Without padding: `=` and `/` in a subprotocol throw a SyntaxError (RFC 9110, section 5.6.2; RFC 4648, section 5). */
function base64url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
