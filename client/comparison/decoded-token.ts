/** What an access token says to everybody who holds it: it is signed, not encrypted. */
import { make } from '../page/make.ts';
import { decoded as words } from '../words/methods.ts';
import { decodePart } from './decode.ts';

export interface DecodedToken {
  readonly element: HTMLElement;
  /** Shows a token, without its signature, which alone makes it worth something. */
  show(token: string): void;
}

export function createDecodedToken(): DecodedToken {
  const header = make('pre', { tabindex: '0' });
  const claims = make('pre', { tabindex: '0' });
  return {
    element: make(
      'details',
      { class: 'decoded' },
      make('summary', {}, words.title),
      make('p', {}, words.header),
      header,
      make('p', {}, words.claims),
      claims,
      make('p', { class: 'muted' }, words.signature),
    ),
    show(token) {
      const [head = '', body = ''] = token.split('.').map(decodePart);
      header.textContent = head;
      claims.textContent = body;
    },
  };
}
