/** What a scene shows of requests: the credential masked, unless an exhibit is about its leaking. */
import { MASK, maskToken } from '../../../protocol/masking.ts';
import { BEARER_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../../protocol/subprotocols.ts';

interface Fields {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Path and query. Everything in a query of this house is a credential. */
export function shownTarget({ pathname, search }: URL, shows: boolean): string {
  return pathname + (shows ? search : search.replace(/=([^&]*)/g, (_, value) => `=${maskToken(value)}`));
}

/** Header fields, as in `Cookie: __Host-session-5678=…`. */
export function shownFields({ protocols = [], headers = {} }: Fields, shows: boolean): string[] {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${shows ? value : masked(value)}`);
  const offered = protocols.map((protocol) => (shows ? protocol : maskProtocol(protocol)));
  const saysMore = protocols.some((protocol) => protocol !== PLAIN_SUBPROTOCOL);
  return offered.length > 0 && (saysMore || shows)
    ? [...fields, `Sec-WebSocket-Protocol: ${offered.join(', ')}`]
    : fields;
}

/** An origin is no secret. Of cookies the name is left, of an authorization the scheme. */
function masked(value: string): string {
  if (/^https?:/.test(value)) return value;
  const cookies = value.split('; ');
  if (cookies.every((cookie) => cookie.includes('=') && !cookie.includes(' '))) {
    return cookies.map((cookie) => `${cookie.split('=', 1)[0]}=${MASK}`).join('; ');
  }
  const [scheme = '', credential = ''] = value.split(' ');
  return `${scheme} ${/^bearer$/i.test(scheme) ? maskToken(credential) : MASK}`;
}

function maskProtocol(protocol: string): string {
  if (protocol === PLAIN_SUBPROTOCOL) return protocol;
  const [prefix, rest] = protocol.startsWith(BEARER_SUBPROTOCOL)
    ? [BEARER_SUBPROTOCOL, protocol.slice(BEARER_SUBPROTOCOL.length)]
    : ['', protocol];
  return prefix + maskToken(rest);
}
