/** Handshake under the glass: which headers of a WebSocket handshake protect something, and which only look like it. */

export interface Judgement {
  readonly security: boolean;
  /** Why, in one sentence. */
  readonly reason: string;
}

const judgements: ReadonlyMap<string, Judgement> = new Map(
  Object.entries({
    host: no('Names the server for routing. The client writes what it likes.'),
    connection: no('Asks this one HTTP connection to change. Says nothing about who asks.'),
    upgrade: no('Names the protocol to change to. Anyone can write it.'),
    origin: no(
      'Which page opened the socket. A browser cannot change it, any other program can: good against foreign pages, no proof of who calls.',
    ),
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
  return { security: false, reason };
}

function yes(reason: string): Judgement {
  return { security: true, reason };
}
