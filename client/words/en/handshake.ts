/** The handshake under the glass: what each header field is worth, and how Accept comes from the key. */

/** `partly`: good against one kind of attacker, no proof of who calls. */
export type Worth = 'security' | 'partly' | 'none';

const worths = {
  security: '✓ security',
  partly: '✓ good against foreign pages',
  none: '✗ no security',
} as const satisfies Readonly<Record<Worth, string>>;

const table = {
  columns: ['Field', 'Value', 'Security?'],
  sum: (fields: number, what: string, secure: number, hasOrigin: boolean) =>
    `${fields} header fields of this ${what}, ${secure === 0 ? 'none' : secure} of them security` +
    (hasOrigin ? ', Origin good against foreign pages' : ''),
} as const;

/** Why each field is worth what it is, in one sentence. */
const reasons = {
  host: 'Names the server for routing. The client writes what it likes.',
  connection: 'Asks this one HTTP connection to change. Says nothing about who asks.',
  upgrade: 'Names the protocol to change to. Anyone can write it.',
  origin:
    'Which page opened the socket. Browsers write it, and no page can change it, so a server that checks it keeps out foreign pages. Any other program writes what it likes: against those it is no security.',
  'user-agent': 'The name a program gives itself.',
  pragma: 'Asks caches to stay out of it.',
  'cache-control': 'Asks caches to stay out of it.',
  'accept-encoding': 'What the client can unpack.',
  'accept-language': 'What the person likes to read.',
  'sec-websocket-version': 'The protocol version. It keeps old clients out, not attackers.',
  'sec-websocket-key':
    'Random, and sent in the open. It shows that the server understood a WebSocket request, and is no secret.',
  'sec-websocket-accept': 'Computed from the key by a public recipe. Whoever saw the key can compute it.',
  'sec-websocket-extensions': 'Which extensions, such as compression, the client offers.',
  'sec-websocket-protocol': 'Meant for protocol names. Some put tokens here, where logs pick them up.',
  cookie:
    'A credential, added by the browser, for some foreign pages as well. This endpoint does not look at it.',
  authorization: 'A credential. A page cannot set it on a WebSocket.',
  'strict-transport-security': 'Tells browsers to come back by TLS only.',
} as const;

const others = {
  sec: 'Set by browsers and closed to page scripts; any other program writes it freely.',
  ordinary: 'Ordinary HTTP; it proves nothing about who is calling.',
} as const;

const accept = {
  title: 'Sec-WebSocket-Accept, computed here from this key',
  unable: 'This browser computes SHA-1 only for pages that came by https or from localhost.',
  key: 'The key, as the client sent it',
  joined: 'with a GUID behind it that is the same for everyone (RFC 6455)',
  digest: 'SHA-1 of that',
  encoded: 'in base64',
  equal: '✓ equal to what the server sent',
  different: '✗ not what the server sent',
  conclusion:
    'Anyone can do this. It shows that the other side speaks WebSocket, not who it is: no security.',
} as const;

export const handshake = { worths, table, reasons, others, accept } as const;
