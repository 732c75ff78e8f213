/** `npm run client`: a WebSocket client for the terminal and for pipes, which shows what goes over the wire. */
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { CHANNELS_PATH } from '../protocol/channels.ts';
import type { Parsed } from '../protocol/messages.ts';
import { explainClose } from '../protocol/outcomes.ts';
import { UsageError } from '../server/basics/usage-error.ts';
import { withoutUserInfo } from '../server/options/kinds.ts';
import { type ClientArguments, clientHelp, readArguments } from './client/arguments.ts';
import { AuthFailed, fetchLab, type HttpSettings } from './client/auth.ts';
import { readAuthorities } from './client/authorities.ts';
import { onChannel } from './client/channel.ts';
import { converse, type Ending, exitCodeOf } from './client/conversation.ts';
import { openingOf } from './client/opening.ts';
import { askPassword, openTerminal, type Terminal } from './client/terminal.ts';
import { clock, maskOf, printable } from './client/text.ts';

const WRONG_USAGE = 2;
const CUT_OFF = 4;

process.stderr.on('error', () => {});
process.exitCode = await main();

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), process.env);
  if (!read.ok) return refuse(read.problem);
  const settings = read.value;
  if (settings.help) {
    process.stdout.write(clientHelp);
    return 0;
  }
  const ca: Parsed<string[] | undefined> = settings.insecure
    ? { ok: true, value: undefined }
    : await readAuthorities(settings.ca);
  if (!ca.ok) return refuse(ca.problem);
  const certificate = await readCertificate(settings);
  if (!certificate.ok) return refuse(certificate.problem);
  const login = await readLogin(settings);
  if (!login.ok) return refuse(login.problem);

  const interruption = new AbortController();
  let lost: string | undefined;
  const terminal = openTerminal((problem) => {
    lost ??= problem;
    interruption.abort();
  });
  const given = { ca: ca.value, certificate: certificate.value, login: login.value };
  try {
    const exitCode = await talk(settings, given, terminal, interruption.signal);
    if (lost === undefined) return exitCode;
    terminal.say(lost);
    return CUT_OFF;
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.message);
    if (!(error instanceof AuthFailed)) throw error;
    terminal.say(printable(error.message));
    return error.exitCode;
  } finally {
    terminal.close();
  }
}

/** What was read from files or asked for. */
interface Given {
  readonly ca: string[] | undefined;
  readonly certificate: { cert: string; key: string } | undefined;
  readonly login: { user: string; password: string } | undefined;
}

async function talk(
  settings: ClientArguments,
  { ca, certificate, login }: Given,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { quiet, insecure, warnings, method, channel, token, demoUser } = settings;
  const secrets = new Set([token, login?.password ?? '', ...secretsIn(settings.url)]);
  const fit = (text: string) =>
    [...secrets].reduce((masked, secret) => maskOf(secret)(masked), printable(text));
  const onWire = (direction: string, what: string) => {
    if (!quiet) terminal.say(`${clock(new Date())} ${direction} ${fit(what)}`);
  };
  for (const warning of warnings) terminal.say(`! ${warning}`);
  if (demoUser && !quiet)
    terminal.say(`As ${demoUser.user}, a user of the demonstration. Another one: --user NAME.`);
  const http: HttpSettings = { origin: settings.url.replace(/^ws/, 'http'), ca, insecure, onWire };
  const url = await addressOf(settings, http);
  const opening = {
    ...(await openingOf({ method, url, token, login }, http)),
    ...(channel !== undefined && onChannel(channel)),
  };
  for (const secret of opening.secrets) secrets.add(secret);

  if (!quiet) {
    terminal.say(`Connecting to ${fit(withoutUserInfo(opening.url))}`);
    for (const [name, value] of Object.entries(opening.headers)) {
      // Masked however short it is, because base64 does not hide user and password.
      onWire('→', `${name}: ${value.replace(/^Basic .*/, 'Basic …')}`);
    }
    if (opening.protocols.length > 0) onWire('→', `Sec-WebSocket-Protocol: ${opening.protocols.join(', ')}`);
    if (terminal.isInteractive) terminal.say('Type a line and press Enter. Ctrl+D ends.');
  }
  const ending = await converse({
    opening,
    certificate,
    ca,
    insecure,
    lines: terminal.lines,
    awaitsReplies: !terminal.isInteractive,
    onWire,
    onReply: (text) => {
      if (quiet || !terminal.isInteractive) terminal.reply(fit(text));
    },
    signal,
  });
  terminal.close();
  if (ending.kind === 'closed' && ending.code !== 1006) {
    onWire('←', `close ${ending.code} ${ending.reason}`.trimEnd());
  }
  const exitCode = exitCodeOf(ending);
  if (!quiet || exitCode !== 0) terminal.say(summaryOf(ending));
  return exitCode;
}

/** The parts of a given URL that may be credentials. */
function secretsIn(url: string): string[] {
  const { username, password, searchParams } = new URL(url);
  return [username, password, ...searchParams.values()];
}

/** The URL of a method: as given, if it has a path; otherwise /ws/ID, or the URL that the server names; /channels for a channel. */
async function addressOf({ url, method, channel }: ClientArguments, http: HttpSettings): Promise<string> {
  const address = new URL(url);
  if (address.pathname !== '/' || method === 'first-message') return url;
  if (channel !== undefined) return new URL(CHANNELS_PATH, address).href;
  address.pathname = `/ws/${method}`;
  if (method !== 'client-certificate') return address.href;
  // It has a port of its own, which only the server knows.
  const { methods }: { methods?: unknown } = await fetchLab(http);
  const served: unknown =
    typeof methods === 'object' && methods !== null ? Reflect.get(methods, method) : undefined;
  if (typeof served !== 'string' || !URL.canParse(served)) {
    throw new AuthFailed(`${address.host}: this server does not serve ${method}.`, 3);
  }
  address.port = new URL(served).port;
  return address.href;
}

function summaryOf(ending: Ending): string {
  if (ending.kind === 'unreachable') return printable(ending.problem);
  const { authenticated, code, reason, unanswered } = ending;
  const missing = unanswered > 0 ? ` Without a reply: ${unanswered}.` : '';
  return `${authenticated ? '' : 'Not authenticated. '}${explainClose(code, reason)}${missing}`;
}

async function readCertificate({ cert, key }: ClientArguments): Promise<Parsed<Given['certificate']>> {
  if (cert === undefined || key === undefined) return { ok: true, value: undefined };
  try {
    const pair = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    createSecureContext(pair);
    return { ok: true, value: pair };
  } catch {
    return {
      ok: false,
      problem: `--cert, --key: ${cert} and ${key} cannot be read, or are no certificate and its key in PEM form.`,
    };
  }
}

async function readLogin({ user, demoUser }: ClientArguments): Promise<Parsed<Given['login']>> {
  if (demoUser) return { ok: true, value: demoUser };
  if (user === undefined) return { ok: true, value: undefined };
  const password = process.env.CLIENT_PASSWORD || (await askPassword(`Password of ${printable(user)}: `));
  if (password !== undefined) return { ok: true, value: { user, password } };
  return {
    ok: false,
    problem: 'There is no password. Set CLIENT_PASSWORD, or run this in a terminal to be asked.',
  };
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return WRONG_USAGE;
}
