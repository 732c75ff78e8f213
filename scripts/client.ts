/** `npm run client`: a WebSocket client for the terminal and for pipes, which shows what goes over the wire. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Parsed } from '../protocol/messages.ts';
import { explainClose } from '../protocol/outcomes.ts';
import { type ClientArguments, clientHelp, readArguments } from './client/arguments.ts';
import { converse, type Ending, exitCodeOf } from './client/conversation.ts';
import { openTerminal, type Terminal } from './client/terminal.ts';
import { clock, maskOf, printable } from './client/text.ts';

const WRONG_USAGE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), process.env);
  if (!read.ok) return refuse(read.problem);
  const settings = read.value;
  if (settings.help) {
    process.stdout.write(clientHelp);
    return 0;
  }
  const ca = await readAuthorities(settings);
  if (!ca.ok) return refuse(ca.problem);

  const interruption = new AbortController();
  const terminal = openTerminal(() => interruption.abort());
  try {
    return await talk(settings, ca.value, terminal, interruption.signal);
  } finally {
    terminal.close();
  }
}

async function talk(
  settings: ClientArguments,
  ca: string[] | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { url, quiet, warnings } = settings;
  const mask = maskOf(settings.token);
  const fit = (text: string) => mask(printable(text));
  for (const warning of warnings) terminal.say(`! ${warning}`);
  if (!quiet) terminal.say(`Connecting to ${fit(url)}`);
  if (!quiet && terminal.isInteractive) terminal.say('Type a line and press Enter. Ctrl+D ends.');
  const onWire = (direction: string, what: string) => {
    if (!quiet) terminal.say(`${clock(new Date())} ${direction} ${fit(what)}`);
  };
  const ending = await converse({
    ...settings,
    ca,
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

function summaryOf(ending: Ending): string {
  if (ending.kind === 'unreachable') return printable(ending.problem);
  const { authenticated, code, reason, unanswered } = ending;
  const missing = unanswered > 0 ? ` Without a reply: ${unanswered}.` : '';
  return `${authenticated ? '' : 'Not authenticated. '}${explainClose(code, reason)}${missing}`;
}

/** The authorities to trust: the one that was named, else the local one beside the public ones. */
async function readAuthorities({ ca, insecure }: ClientArguments): Promise<Parsed<string[] | undefined>> {
  if (insecure) return { ok: true, value: undefined };
  const file = ca ?? path.join(import.meta.dirname, '..', 'certs', 'ca.pem');
  try {
    const pem = await readFile(file, 'utf8');
    new X509Certificate(pem);
    return { ok: true, value: ca === undefined ? [...rootCertificates, pem] : [pem] };
  } catch {
    if (ca === undefined) return { ok: true, value: undefined };
    return {
      ok: false,
      problem: `--ca: ${ca} cannot be read, or does not begin with a certificate in PEM form.`,
    };
  }
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return WRONG_USAGE;
}
