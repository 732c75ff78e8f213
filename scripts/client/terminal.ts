/** The client's input and output: a terminal with a person, or pipes. */
import { once } from 'node:events';
import { clearLine, createInterface, cursorTo } from 'node:readline';
import { errorCode } from '../../server/basics/system-error.ts';
import { UsageError } from '../../server/basics/usage-error.ts';
import { onEndSignal } from '../../server/program/signals.ts';

export interface Terminal {
  /** Whether a person uses it; otherwise lines come from a pipe, or replies go into one. */
  readonly isInteractive: boolean;
  /**
   * The lines of standard input. To be called once.
   *
   * @throws UsageError when it cannot be read as UTF-8
   */
  lines(): AsyncIterable<string>;
  /** Prints a sentence for the user. */
  say(sentence: string): void;
  /** Prints a reply on standard output. */
  reply(text: string): void;
  /** Removes the prompt and closes standard input, so that the program can end. May be called twice. */
  close(): void;
}

/** Code of the error of reading or writing a terminal that was closed. */
const TERMINAL_GONE = 'EIO';

/** Exit code after a second Ctrl+C, which does not wait for the connection to close. */
const CUT_OFF = 4;

/**
 * Asks the user for a password, without showing it.
 *
 * @returns undefined if there is no terminal, or the user gave up (Ctrl+C, Ctrl+D)
 */
export async function askPassword(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true) return undefined;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').resume();
  let typed = '';
  try {
    for (;;) {
      const [chunk] = await once(stdin, 'data');
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n') return typed;
        if (key === '\u0003' || key === '\u0004') return undefined;
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key;
      }
    }
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/**
 * @param onInterrupt - called for Ctrl+C, or when standard output is gone: without a problem if its reader (`| head
 *   -1`) or its terminal has left, and with a sentence if it cannot be written
 */
export function openTerminal(onInterrupt: (problem?: string) => void): Terminal {
  const { stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  stdout.on('error', (error) => {
    const code = errorCode(error);
    const isGone = code === 'EPIPE' || code === TERMINAL_GONE;
    onInterrupt(isGone ? undefined : `Standard output cannot be written (${code}).`);
  });
  onEndSignal(
    () => onInterrupt(),
    () => process.exit(CUT_OFF),
  );
  let reader: ReturnType<typeof createInterface> | undefined;

  const eraseLine = () => {
    clearLine(stdout, 0);
    cursorTo(stdout, 0);
  };
  const aboveThePrompt = (write: () => void) => {
    if (!isInteractive || !reader) return write();
    eraseLine();
    write();
    reader.prompt(true);
  };

  return {
    isInteractive,
    async *lines() {
      reader = createInterface({
        input: stdin,
        ...(isInteractive ? { output: stdout, prompt: '> ' } : { crlfDelay: Number.POSITIVE_INFINITY }),
      });
      reader.on('SIGINT', () => onInterrupt());
      if (isInteractive) reader.prompt();
      let isFirst = true;
      for await (const line of readable(reader)) {
        const text = isFirst ? withoutByteOrderMark(line) : line;
        isFirst = false;
        // In a pipe an empty line is sent; on a terminal it only prints a new prompt.
        if (!isInteractive || text !== '') yield text;
        if (isInteractive) reader.prompt();
      }
    },
    say: (sentence) => aboveThePrompt(() => (isInteractive ? stdout : stderr).write(`${sentence}\n`)),
    reply: (text) => aboveThePrompt(() => stdout.write(`${text}\n`)),
    close() {
      const wasOpen = reader;
      reader = undefined;
      wasOpen?.close();
      if (wasOpen && isInteractive) eraseLine();
      stdin.destroy();
    },
  };
}

/** @throws UsageError when the lines cannot be read, such as those of a file that is open for writing only */
async function* readable(lines: AsyncIterable<string>): AsyncIterable<string> {
  try {
    yield* lines;
  } catch (error) {
    if (errorCode(error) === TERMINAL_GONE) return;
    throw new UsageError(`Standard input cannot be read (${errorCode(error)}).`);
  }
}

/**
 * Removes the byte order mark that some editors and shells put before a text (RFC 3629, section 6).
 *
 * @throws UsageError for UTF-16, whose byte order mark reads as two replacement characters
 */
function withoutByteOrderMark(line: string): string {
  if (line.startsWith('\ufffd\ufffd')) {
    throw new UsageError(
      'Standard input is not UTF-8 (UTF-16, perhaps). Convert it: iconv -f UTF-16 -t UTF-8.',
    );
  }
  return line.startsWith('\ufeff') ? line.slice(1) : line;
}
