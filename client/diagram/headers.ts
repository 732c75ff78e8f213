/** Handshake under the glass: which headers of a WebSocket handshake protect something, and which only look like it. */

/** `partly`: good against one kind of attacker, no proof of who calls. */
export type Worth = 'security' | 'partly' | 'none';

export interface Judgement {
  readonly worth: Worth;
  /** Why, in one sentence. */
  readonly reason: string;
}

/** What the table says of each worth. */
export const worthNames: Readonly<Record<Worth, string>> = {
  security: '✓ security',
  partly: '✓ good against foreign pages',
  none: '✗ no security',
};

/** Sums a table up. */
export function sumUp(what: string, names: readonly string[]): string {
  const worths = names.map((name) => judge(name).worth);
  const secure = worths.filter((worth) => worth === 'security').length;
  const partly = worths.includes('partly') ? ', Origin good against foreign pages' : '';
  return `${names.length} header fields of this ${what}, ${secure === 0 ? 'none' : secure} of them security${partly}`;
}

const judgements: ReadonlyMap<string, Judgement> = new Map(
  Object.entries({
    host: no('Names the server for routing. The client writes what it likes.'),
    connection: no('Asks this one HTTP connection to change. Says nothing about who asks.'),
    upgrade: no('Names the protocol to change to. Anyone can write it.'),
    origin: {
      worth: 'partly',
      reason:
        'Which page opened the socket. A server that checks it keeps out the pages of other sites, for browsers write it and no page can change it; it is no security against any other program, which writes what it likes.',
    },
    'user-agent': no('The name a program gives itself.'),
    pragma: no('Asks caches to stay out of it.'),
    'cache-control': no('Asks caches to stay out of it.'),
    'accept-encoding': no('What the client can unpack.'),
    'accept-language': no('What the person likes to read.'),
    'sec-websocket-version': no('The protocol version. It keeps old clients out, not attackers.'),
    'sec-websocket-key': no(
      'Random, and sent in the open. It shows that the server understood a WebSocket request, and is no secret.',
    ),
    'sec-websocket-accept': no(
      'Computed from the key by a public recipe. Whoever saw the key can compute it.',
    ),
    'sec-websocket-extensions': no('Which extensions, such as compression, the client offers.'),
    'sec-websocket-protocol': no('Meant for protocol names. Some put tokens here, where logs pick them up.'),
    cookie: yes(
      'A credential, added by the browser whichever page opened the socket. This endpoint does not look at it.',
    ),
    authorization: yes('A credential. A page cannot set it on a WebSocket.'),
    'strict-transport-security': yes('Tells browsers to come back by TLS only.'),
  }),
);

/** Judges one header field of a handshake. */
export function judge(name: string): Judgement {
  const known = judgements.get(name.toLowerCase());
  if (known) return known;
  return no(
    name.toLowerCase().startsWith('sec-')
      ? 'Set by browsers and closed to page scripts; any other program writes it freely.'
      : 'Ordinary HTTP; it proves nothing about who is calling.',
  );
}

function no(reason: string): Judgement {
  return { worth: 'none', reason };
}

function yes(reason: string): Judgement {
  return { worth: 'security', reason };
}
