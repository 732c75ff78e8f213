#!/usr/bin/env node
/** `ws-auth-probe`: see program.ts. */
import { main } from './program.ts';
import { faultOfOurOwn } from './run/fault.ts';
import { exitCodes } from './run/report.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want the report either.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// Node would end with 1, which here means that the server failed.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${faultOfOurOwn(error)}\n`, () => process.exit(exitCodes.untried));
});

const terminal = (stream: NodeJS.WriteStream) => ({
  isTty: stream.isTTY === true,
  write: (text: string) => void stream.write(text),
});

process.exitCode = await main({
  args: process.argv.slice(2),
  cwd: process.cwd(),
  out: terminal(process.stdout),
  err: terminal(process.stderr),
  signal: interruption.signal,
});
// A check that was given up may still wait for something.
const end = () => process.exit();
process.stdout.write('', () => process.stderr.write('', end));
