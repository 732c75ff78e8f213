/** Each method as commands for a terminal: what a person would type who has no page. Pure. */
import type { DemoUser } from '../../protocol/demo-users.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { CSRF_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { formatAuthenticate } from '../../protocol/typed-messages.ts';
import { subprotocol } from '../methods/subprotocol.ts';

export interface Addresses {
  /** Of the method, complete: `wss://localhost:5678/ws/cookie`. */
  readonly endpoint: string;
  /** Of the page, such as `https://localhost:5678`. */
  readonly page: string;
  /** Where the auth server is, such as `https://localhost:5678`. */
  readonly authServer: string;
}

export interface Commands {
  /** curl asks for the WebSocket and shows the answer; it cannot send a message. */
  readonly curl: string;
  readonly wscat: string;
  /** The project's own client, for which a demonstration needs nothing more. */
  readonly client: string;
}

/** Those of which curl sees the 101 and nothing else, since the credential comes in a message. */
export const beyondCurl: readonly MethodId[] = [
  'first-message',
  'authenticate-message',
  'token-refresh',
  'proof-message',
];

/** How a method shows its credential, in words that a shell puts together. */
interface Way {
  /** Commands before: who needs a session, a ticket or a token gets it. */
  readonly before?: string;
  readonly query?: string;
  readonly curl?: readonly string[];
  readonly wscat?: readonly string[];
  /** Sent as soon as the WebSocket is open. */
  readonly first?: string;
}

const CERTIFICATE = 'certs/client-alice.pem';
const CERTIFICATE_KEY = 'certs/client-alice-key.pem';

/**
 * @param user - who signs in where a method wants that
 * @param token - shown where a method wants a token
 */
export function commandsOf(id: MethodId, at: Addresses, user: DemoUser, token = DEMO_TOKEN): Commands {
  const { before, query = '', curl = [], wscat = [], first } = wayOf(id, at, user, token);
  const address = `"${at.endpoint}${query}"`;
  const lead = before === undefined ? '' : `${before}\n`;
  const hold = first === undefined ? [] : [`--wait -1 --execute ${first}`];
  return {
    curl: lead + join(['curl -k -i -N --http1.1 --max-time 3', ...upgradeHeaders, ...curl, httpOf(address)]),
    wscat: lead + join([`npx wscat --no-check --connect ${address}`, ...wscat, ...hold]),
    client: clientOf(id, at),
  };
}

const upgradeHeaders = [
  "-H 'Connection: Upgrade' -H 'Upgrade: websocket'",
  "-H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='",
];

function wayOf(id: MethodId, at: Addresses, user: DemoUser, token: string): Way {
  const origin = `Origin: ${at.page}`;
  switch (id) {
    case 'first-message':
      return { first: quote(formatTokenMessage(token)) };
    case 'authenticate-message':
      return { first: quote(formatAuthenticate(token)) };
    case 'query-token':
      return { query: `?token=${token}` };
    case 'query-ticket':
      return {
        before: `${signIn(at, user)}\n${ask(at, 'tickets', 'ticket', id)}`,
        query: '?ticket=$ticket',
      };
    case 'cookie': {
      const csrf = `${CSRF_SUBPROTOCOL}$csrf`;
      return {
        before: signIn(at, user),
        curl: [`-b jar.txt -H '${origin}' -H "Sec-WebSocket-Protocol: ${PLAIN_SUBPROTOCOL}, ${csrf}"`],
        wscat: [
          `--origin ${at.page} --subprotocol ${PLAIN_SUBPROTOCOL} --subprotocol "${csrf}"`,
          `--header "Cookie: $(awk '/__Host-session/ {print $6 "=" $7}' jar.txt)"`,
        ],
      };
    }
    case 'subprotocol': {
      const { protocols } = subprotocol.open(at.endpoint, { kind: 'token', token });
      return {
        curl: [`-H 'Sec-WebSocket-Protocol: ${protocols.join(', ')}'`],
        wscat: protocols.map((name) => `--subprotocol ${name}`),
      };
    }
    case 'basic': {
      const login = quote(`${user.user}:${user.password}`);
      return { curl: [`-u ${login} -H '${origin}'`], wscat: [`--auth ${login} --origin ${at.page}`] };
    }
    case 'bearer-header': {
      const header = quote(`Authorization: Bearer ${token}`);
      return { curl: [`-H ${header}`], wscat: [`--header ${header}`] };
    }
    case 'client-certificate': {
      const files = `--cert ${CERTIFICATE} --key ${CERTIFICATE_KEY}`;
      return {
        before: `npm run certs -- --client ${user.user}`,
        curl: [`${files} -H '${origin}'`],
        wscat: [`${files} --origin ${at.page}`],
      };
    }
    case 'token-refresh':
      return {
        before: `${signIn(at, user)}\n${ask(at, 'token', 'accessToken')}`,
        first: `"{\\"type\\":\\"authenticate\\",\\"token\\":\\"$accessToken\\"}"`,
      };
    case 'proof-message':
      // Neither tool can sign a proof.
      return {};
  }
}

function clientOf(id: MethodId, { page }: Addresses): string {
  const url = `${page.replace(/^http/, 'ws')}/`;
  const where = url === 'wss://localhost:5678/' ? '' : ` --url ${url}`;
  const command = `npm run client --${where} --method ${id}`;
  return id === 'client-certificate'
    ? `npm run certs -- --client alice\n${command} --cert ${CERTIFICATE} --key ${CERTIFICATE_KEY}`
    : command;
}

/** Signs in: the cookie goes into a file, the CSRF token into a variable. */
function signIn({ authServer }: Addresses, { user, password }: DemoUser): string {
  const body = quote(JSON.stringify({ user, password }));
  const post = `curl -ks -c jar.txt -H 'Content-Type: application/json' -d ${body} ${authServer}/auth/session`;
  return memberOf('csrf', 'csrfToken', post);
}

/** Asks for something that only a session gets. */
function ask({ authServer }: Addresses, path: string, name: string, method?: MethodId): string {
  const body = method
    ? ` -H 'Content-Type: application/json' -d ${quote(JSON.stringify({ method }))}`
    : ' -X POST';
  const post = `curl -ks -b jar.txt -H "X-CSRF-Token: $csrf"${body} ${authServer}/auth/${path}`;
  return memberOf(name, name, post);
}

function memberOf(variable: string, member: string, command: string): string {
  return `${variable}=$(${command} \\\n  | sed -E 's/.*"${member}":"([^"]+)".*/\\1/')`;
}

function httpOf(address: string): string {
  return address.replace('"ws', '"http');
}

function join(parts: readonly string[]): string {
  return parts.join(' \\\n  ');
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
