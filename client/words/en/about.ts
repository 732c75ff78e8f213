/** What there is to say about each method whatever happens: docs/methods says it at length. */
import type { MethodId } from '../../../protocol/methods.ts';

export interface About {
  /** Exactly where the credential stands. */
  readonly travels: string;
  /** Besides the two ends, over TLS. */
  readonly seenBy: string;
  readonly attack: string;
  readonly fix: string;
  readonly verdict: string;
  /** What makes its credential an invalid one here. */
  readonly invalid: string;
}

export const about = {
  'first-message': {
    travels: 'first message, {"token": …}',
    seenBy: 'nobody',
    attack: 'silent sockets that never authenticate',
    fix: 'an absolute deadline',
    verdict: 'The default for pages',
    invalid: 'unknown token',
  },
  'authenticate-message': {
    travels: 'first message, {"type": "authenticate", …}',
    seenBy: 'nobody',
    attack: 'messages before the acknowledgement',
    fix: 'a gate that is shut until then',
    verdict: 'For message protocols of your own',
    invalid: 'unknown token',
  },
  'query-token': {
    travels: 'URL, ?token=…',
    seenBy: 'every log on the way',
    attack: 'token copied from an access log: works',
    fix: 'a ticket in its place',
    verdict: 'Avoid',
    invalid: 'unknown token',
  },
  'query-ticket': {
    travels: 'URL, ?ticket=…',
    seenBy: 'logs, once it is used up',
    attack: 'a copy, later or at the same moment',
    fix: 'checked and used up in one step',
    verdict: 'When it must be the URL',
    invalid: 'ticket used before',
  },
  cookie: {
    travels: 'Cookie header, and a CSRF token',
    seenBy: 'proxies that log headers',
    attack: 'another page rides on the cookie',
    fix: 'exact Origin and CSRF token',
    verdict: 'Same host, session exists',
    invalid: 'forged CSRF token',
  },
  subprotocol: {
    travels: 'Sec-WebSocket-Protocol header',
    seenBy: 'proxies and tools that log it',
    attack: 'token selected, echoed and logged',
    fix: 'only the plain protocol is selected',
    verdict: 'A trick; know why you need it',
    invalid: 'unknown token',
  },
  basic: {
    travels: 'Authorization: Basic header',
    seenBy: 'proxies that log headers',
    attack: 'another page rides on the cached password',
    fix: 'exact Origin before the password',
    verdict: 'For scripts only',
    invalid: 'wrong password',
  },
  'bearer-header': {
    travels: 'Authorization: Bearer header',
    seenBy: 'proxies that log headers',
    attack: 'a script forges the right Origin',
    fix: 'the token decides, not the Origin',
    verdict: 'The default where there is no browser',
    invalid: 'no header',
  },
  'client-certificate': {
    travels: 'TLS handshake, port of its own',
    seenBy: 'nobody; there is nothing to copy',
    attack: 'certificate of another authority, or expired',
    fix: 'one authority, its dates checked',
    verdict: 'For managed machines',
    invalid: 'no certificate',
  },
  'token-refresh': {
    travels: 'first message, and again to renew',
    seenBy: 'nobody',
    attack: 'renewed as somebody else; used beyond permission',
    fix: 'same user, expiry timer, rights on each message',
    verdict: 'For long connections',
    invalid: 'forged signature',
  },
  'proof-message': {
    travels: 'first message, with a proof made for this connection',
    seenBy: 'nobody; a copy is no use',
    attack: 'token copied, shown without its key',
    fix: 'a proof that answers the server’s challenge',
    verdict: 'Against stolen tokens',
    invalid: 'good token, key of somebody else',
  },
} as const satisfies Readonly<Record<MethodId, About>>;
