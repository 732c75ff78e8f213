/** The ways in which animals of the zoo take a credential, and the dialect of each. */
import type { IncomingMessage } from 'node:http';
import type { Dialect } from '../src/config/dialect.ts';

export const ACKNOWLEDGEMENT = 'welcome';
export const PLAIN_SUBPROTOCOL = 'zoo.v1';
export const BEARER_SUBPROTOCOL = 'bearer.';

export const dialects = {
  message: { carrier: 'message', first: '{"token":"$CREDENTIAL"}', in: ACKNOWLEDGEMENT, subprotocols: [] },
  header: { carrier: 'header', header: 'Authorization', value: 'Bearer $CREDENTIAL', subprotocols: [] },
  basic: { carrier: 'header', header: 'Authorization', value: 'Basic $CREDENTIAL_BASE64', subprotocols: [] },
  query: { carrier: 'query', parameter: 'token', subprotocols: [] },
  cookie: { carrier: 'cookie', cookie: 'session', subprotocols: [] },
  subprotocol: {
    carrier: 'subprotocol',
    subprotocols: [PLAIN_SUBPROTOCOL, `${BEARER_SUBPROTOCOL}$CREDENTIAL_BASE64URL`],
    selected: PLAIN_SUBPROTOCOL,
  },
  none: { carrier: 'none', subprotocols: [] },
} as const satisfies Record<string, Dialect>;

export type ZooCarrier = keyof typeof dialects;

export const carriers = Object.keys(dialects).filter(isCarrier);

export function isCarrier(text: string): text is ZooCarrier {
  return Object.hasOwn(dialects, text);
}

/** Every credential of a handshake, in its order: a healthy server takes none or one. */
export function credentialsOf(request: IncomingMessage, carrier: ZooCarrier): string[] {
  const { headersDistinct } = request;
  switch (carrier) {
    case 'header':
      return (headersDistinct.authorization ?? []).flatMap(
        (value) => /^Bearer ?(.*)$/.exec(value)?.[1] ?? [],
      );
    case 'basic':
      return (headersDistinct.authorization ?? []).flatMap((value) => {
        const encoded = /^Basic ?(.*)$/.exec(value)?.[1];
        return encoded === undefined ? [] : [Buffer.from(encoded, 'base64').toString()];
      });
    case 'query':
      return queryOf(request).getAll('token');
    case 'cookie':
      return (headersDistinct.cookie ?? [])
        .flatMap((value) => value.split('; '))
        .flatMap((pair) => /^session=(.*)$/.exec(pair)?.[1] ?? []);
    case 'subprotocol':
      return offered(request)
        .filter((one) => one.startsWith(BEARER_SUBPROTOCOL))
        .map((one) => Buffer.from(one.slice(BEARER_SUBPROTOCOL.length), 'base64url').toString());
    default:
      return [];
  }
}

export function queryOf({ url = '/' }: IncomingMessage): URLSearchParams {
  return new URL(url, 'http://zoo').searchParams;
}

/** Subprotocols that the client offers. */
export function offered({ headersDistinct }: IncomingMessage): string[] {
  return (headersDistinct['sec-websocket-protocol'] ?? [])
    .flatMap((value) => value.split(', '))
    .filter(Boolean);
}
