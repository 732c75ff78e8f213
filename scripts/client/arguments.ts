/** Reads the arguments of the terminal client. Pure. */
import { isChannelName } from '../../protocol/capabilities.ts';
import { alice, type DemoUser, demoUsers } from '../../protocol/demo-users.ts';
import { DEMO_TOKEN, type Parsed } from '../../protocol/messages.ts';
import { isMethodId, type MethodId, methodIds } from '../../protocol/methods.ts';
import { quote } from '../../server/options/kinds.ts';
import { readFlags } from '../support/flags.ts';
import { channelMethods } from './channel.ts';

export interface ClientArguments {
  readonly url: string;
  readonly method: MethodId;
  /** The channel to subscribe to and to publish on, in place of the echo. */
  readonly channel: string | undefined;
  readonly token: string;
  /** Whether the token was given; otherwise it is the public one. */
  readonly tokenGiven: boolean;
  /** The user who signs in, for methods that need more than a token. */
  readonly user: string | undefined;
  /** Where nobody was named, and a method wants somebody: a user whose password is public. */
  readonly demoUser: DemoUser | undefined;
  /** The client's certificate and its key: both or none. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** File of the authority to trust in place of the local one and those that Node trusts. */
  readonly ca: string | undefined;
  readonly insecure: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  /** What to tell the user before the connection is opened. */
  readonly warnings: readonly string[];
}

export const clientHelp = `Talks to the lab from a terminal, and shows what goes over the wire.

Usage: npm run client -- [options]           type lines, end with Ctrl+D
       npm run -s client -- [options] < lines > replies

Every line becomes {"msg": line}; a line that is a JSON object is sent as it is. Lines wait for the
acknowledgement. In a pipe, the replies go to standard output, one per line, and everything else goes to
standard error; the connection is closed when every line has had its reply.

  --url URL      where to connect [wss://localhost:5678/]
  --method ID    how to authenticate [first-message]; if --url has no path, it connects to /ws/ID
  --channel NAME subscribe to a channel such as room:lobby, and publish each line there; with --method
                 ${channelMethods.join(' or ')}
  --token TOKEN  the token [the environment variable AUTH_TOKEN, otherwise the public demo token];
                 a process list shows flags, so keep a real token in the environment
  --user NAME    sign in to the auth server first, and use what it issues: a ticket, a session, or a token that
                 is renewed; with basic, use the password itself. You are asked for the password, unless it
                 is in the environment variable CLIENT_PASSWORD. Methods that need a user sign in as
                 ${alice.user} unless told otherwise
  --cert FILE    certificate for client-certificate, PEM; npm run certs -- --client NAME makes one
  --key FILE     its private key, PEM
  --ca FILE      trust this authority only [certs/ca.pem, if it exists, and the public ones]
  --insecure     accept any certificate
  --quiet        do not show the wire
  --help         print this text

In a demonstration these may sign in: ${demoUsers.map(({ user, password }) => `${user}, password ${password}`).join('; ')}.
client-certificate: npm run certs -- --client ${alice.user} makes a certificate, and says how to show it.

Methods: ${methodIds.slice(0, 5).join(', ')},
         ${methodIds.slice(5).join(', ')}.

Exit code: 0 authenticated, and closed normally; 1 not authenticated; 2 wrong usage; 3 could not connect;
4 authenticated, but cut off or left without a reply.
`;

const options = {
  url: { type: 'string' },
  method: { type: 'string' },
  channel: { type: 'string' },
  token: { type: 'string' },
  user: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  ca: { type: 'string' },
  insecure: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the arguments; the problem is a sentence that says what to do.
 *
 * @param argv - arguments after the script's name
 */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv): Parsed<ClientArguments> {
  const raw = readRaw(argv);
  if (!raw.ok) return raw;
  const { url, channel, user, cert, key, ca } = raw.value;
  const { method = channel === undefined ? 'first-message' : 'authenticate-message' } = raw.value;
  const { insecure = false, quiet = false, help = false } = raw.value;
  if (!isMethodId(method)) {
    return { ok: false, problem: `--method must be one of ${methodIds.join(', ')}.` };
  }
  if (channel !== undefined && !isChannelName(channel)) {
    return { ok: false, problem: `--channel must be a name such as room:lobby, not ${quote(channel)}.` };
  }
  if (channel !== undefined && !channelMethods.includes(method)) {
    return { ok: false, problem: `--channel goes with --method ${channelMethods.join(' or ')}.` };
  }
  const parsed = readUrl(url ?? 'wss://localhost:5678/');
  if (!parsed.ok) return parsed;
  for (const [name, file] of Object.entries({ ca, cert, key })) {
    if (file === '') return { ok: false, problem: `--${name} needs a file.` };
  }
  if (ca !== undefined && insecure) {
    return { ok: false, problem: '--ca and --insecure contradict each other: give one of them.' };
  }
  // An empty variable counts as none, because shells and compose files write it so.
  const given = raw.value.token ?? (env.AUTH_TOKEN || undefined);
  const tokenGiven = given !== undefined;
  const demoUser =
    user === undefined && !env.CLIENT_PASSWORD && needsUser(method, tokenGiven) ? alice : undefined;
  const asked = { user: user ?? demoUser?.user, cert, key, tokenGiven };
  const missing = help ? undefined : missingFor(method, asked);
  if (missing !== undefined) return { ok: false, problem: missing };

  const warnings: string[] = [];
  if (raw.value.token !== undefined && raw.value.token !== DEMO_TOKEN) {
    warnings.push('A token given as a flag can be seen in the process list. Set AUTH_TOKEN instead.');
  }
  if (insecure) warnings.push('Certificates are not checked: the token may go to anyone.');
  if (parsed.value.protocol === 'ws:') warnings.push('Without TLS the token can be read on the way.');
  const shown = { ...asked, token: given ?? DEMO_TOKEN, demoUser };
  return {
    ok: true,
    value: { url: parsed.value.href, method, channel, ...shown, ca, insecure, quiet, help, warnings },
  };
}

type Given = Pick<ClientArguments, 'user' | 'cert' | 'key' | 'tokenGiven'>;

/** What is missing for a method, as a sentence. */
function missingFor(method: MethodId, { user, cert, key, tokenGiven }: Given): string | undefined {
  if ((cert === undefined) !== (key === undefined)) return '--cert and --key belong together: give both.';
  switch (method) {
    case 'client-certificate':
      if (cert !== undefined) return undefined;
      return 'client-certificate needs --cert FILE and --key FILE: npm run certs -- --client alice makes them.';
    default:
      if (user !== undefined || !needsUser(method, tokenGiven)) return undefined;
      return `CLIENT_PASSWORD is set, and ${method} needs to know whose password it is: --user NAME.`;
  }
}

/** Whether a method has nothing to show before somebody has signed in. */
function needsUser(method: MethodId, tokenGiven: boolean): boolean {
  if (method === 'cookie' || method === 'basic' || method === 'proof-message') return true;
  // What the auth server would give can be given by hand as well.
  return (method === 'query-ticket' || method === 'token-refresh') && !tokenGiven;
}

type Flags = {
  [Name in keyof typeof options]?: (typeof options)[Name]['type'] extends 'string' ? string : boolean;
};

function readRaw(argv: readonly string[]): Parsed<Flags> {
  try {
    return { ok: true, value: readFlags({ args: [...argv], options }).values };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function readUrl(text: string): Parsed<URL> {
  const problem = `--url must be a WebSocket address such as wss://localhost:5678/, not ${quote(text)}.`;
  if (!URL.canParse(text)) return { ok: false, problem };
  const url = new URL(text);
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return { ok: false, problem };
  if (url.hash !== '') return { ok: false, problem: '--url must not have a fragment (RFC 6455, section 3).' };
  return { ok: true, value: url };
}
