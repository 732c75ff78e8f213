/** What the terminal client was asked to do. Pure. */
import { parseArgs } from 'node:util';
import { DEMO_TOKEN, type Parsed } from '../../protocol/messages.ts';

export interface ClientArguments {
  readonly url: string;
  readonly token: string;
  /** File of the authority to trust, in place of the local one and the system's. */
  readonly ca: string | undefined;
  readonly insecure: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  /** What the person should know before it begins. */
  readonly warnings: readonly string[];
}

export const clientHelp = `Talks to the lab from a terminal, and shows what goes over the wire.

Usage: npm run client -- [options]           type lines, end with Ctrl+D
       npm run -s client -- [options] < lines > replies

Every line becomes {"msg": line}; a line that is a JSON object is sent as it is. Lines wait for the
acknowledgement. In a pipe the replies go to standard output, one a line, all else to standard error,
and the connection is closed when every line has its reply.

  --url URL      where to connect [wss://localhost:5678/]
  --token TOKEN  what to send first [the environment variable AUTH_TOKEN, else the public demo token];
                 a process list shows flags, so keep a real token in the environment
  --ca FILE      trust this authority only [certs/ca.pem, if it exists, and the public ones]
  --insecure     accept any certificate
  --quiet        do not show the wire
  --help         print this text

Exit code: 0 authenticated, and closed normally; 1 not authenticated; 2 wrong usage; 3 could not connect;
4 authenticated, but cut off or left without a reply.
`;

/**
 * Reads the arguments; the problem is a sentence that says what to do.
 *
 * @param argv - arguments after the script's name
 */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv): Parsed<ClientArguments> {
  const raw = readFlags(argv);
  if (!raw.ok) return raw;
  const { url, ca, insecure = false, quiet = false, help = false } = raw.value;
  const parsed = readUrl(url ?? 'wss://localhost:5678/');
  if (!parsed.ok) return parsed;
  if (ca === '') return { ok: false, problem: '--ca needs a file.' };
  if (ca !== undefined && insecure) {
    return { ok: false, problem: '--ca and --insecure contradict each other: give one of them.' };
  }
  const warnings: string[] = [];
  if (raw.value.token !== undefined && raw.value.token !== DEMO_TOKEN) {
    warnings.push('A token given as a flag can be seen in the process list. Set AUTH_TOKEN instead.');
  }
  if (insecure) warnings.push('Certificates are not checked: the token may go to anyone.');
  if (parsed.value.protocol === 'ws:') warnings.push('Without TLS the token can be read on the way.');
  // An empty variable is how a shell or a compose file writes "none".
  const token = raw.value.token ?? (env.AUTH_TOKEN || DEMO_TOKEN);
  return { ok: true, value: { url: parsed.value.href, token, ca, insecure, quiet, help, warnings } };
}

function readFlags(argv: readonly string[]): Parsed<{
  url?: string;
  token?: string;
  ca?: string;
  insecure?: boolean;
  quiet?: boolean;
  help?: boolean;
}> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        url: { type: 'string' },
        token: { type: 'string' },
        ca: { type: 'string' },
        insecure: { type: 'boolean' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return { ok: true, value: values };
  } catch (error) {
    return { ok: false, problem: `${error instanceof Error ? error.message : error}. Try --help.` };
  }
}

function readUrl(text: string): Parsed<URL> {
  const problem = `--url must be a WebSocket address such as wss://localhost:5678/, not ${JSON.stringify(text)}.`;
  if (!URL.canParse(text)) return { ok: false, problem };
  const url = new URL(text);
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return { ok: false, problem };
  if (url.hash !== '') return { ok: false, problem: '--url must not have a fragment (RFC 6455, section 3).' };
  return { ok: true, value: url };
}
