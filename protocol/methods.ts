/**
 * The catalogue of the eleven methods. The id of a method is the name of its path, its files, its test and its document.
 */

/** Where a credential travels. */
export type Carrier = 'first message' | 'URL' | 'cookie' | 'subprotocol' | 'header' | 'TLS certificate';

/** How well a method works in a page's script. */
export type BrowserSupport = 'yes' | 'same site only' | 'partly' | 'poor' | 'no';

export interface MethodEntry {
  readonly title: string;
  readonly carrier: Carrier;
  readonly browsers: BrowserSupport;
  /** What goes wrong with it, in one sentence. */
  readonly risk: string;
}

export const methods = {
  'first-message': {
    title: 'First message',
    carrier: 'first message',
    browsers: 'yes',
    risk: 'Anyone may open a socket and never authenticate, so the server must set a deadline.',
  },
  'authenticate-message': {
    title: 'Typed first message',
    carrier: 'first message',
    browsers: 'yes',
    risk: 'A server that acts on messages before its acknowledgement has no gate at all.',
  },
  'query-token': {
    title: 'Token in the URL',
    carrier: 'URL',
    browsers: 'yes',
    risk: 'Logs, histories and monitoring keep URLs, and with them a token that stays valid.',
  },
  'query-ticket': {
    title: 'Single-use ticket in the URL',
    carrier: 'URL',
    browsers: 'yes',
    risk: 'Logs keep it as well, but by then it is worth nothing.',
  },
  cookie: {
    title: 'Session cookie',
    carrier: 'cookie',
    browsers: 'same site only',
    risk: 'The browser adds the cookie to sockets of other pages, too: cross-site WebSocket hijacking.',
  },
  subprotocol: {
    title: 'Token as subprotocol',
    carrier: 'subprotocol',
    browsers: 'yes',
    risk: 'A server that selects or logs the offer gives the token away, and no standard covers it.',
  },
  basic: {
    title: 'HTTP Basic',
    carrier: 'header',
    browsers: 'partly',
    risk: 'Browsers cache the password and send it along on sockets that other pages open.',
  },
  'bearer-header': {
    title: 'Authorization header',
    carrier: 'header',
    browsers: 'no',
    risk: 'A page cannot set it, and what can set it can also forge every other header.',
  },
  'client-certificate': {
    title: 'TLS client certificate',
    carrier: 'TLS certificate',
    browsers: 'poor',
    risk: 'People cannot manage certificates, and any authority trusted too much lets anyone in.',
  },
  'token-refresh': {
    title: 'Short-lived token, renewed',
    carrier: 'first message',
    browsers: 'yes',
    risk: 'A connection that outlives its token, or renews it as somebody else, is not authenticated.',
  },
  'proof-message': {
    title: 'Token with proof of its key',
    carrier: 'first message',
    browsers: 'yes',
    risk: 'A server that takes the token without asking for the proof has a bearer token like any other.',
  },
} as const satisfies Record<string, MethodEntry>;

export type MethodId = keyof typeof methods;

/** All ids, in the catalogue's order. */
export const methodIds = Object.keys(methods).filter(isMethodId);

/** Whether a text names a method. */
export function isMethodId(text: string): text is MethodId {
  return Object.hasOwn(methods, text);
}
