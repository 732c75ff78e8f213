/** What an access token says to everybody who holds it: it is signed, not encrypted. */
import { make } from '../page/make.ts';
import { tokenWords as words } from './words.ts';

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

/** A part of a JSON Web Token (RFC 7519): JSON in base64url. The signature is none, and becomes nothing. */
export function decodePart(part: string): string {
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return '';
  }
}
