/** Where the client's lines come from and where its words go: a person at a terminal, or a pipe. */
import { once } from 'node:events';
import { clearLine, createInterface, cursorTo } from 'node:readline';
import { errorCode } from '../../server/basics/system-error.ts';
import { UsageError } from '../../server/basics/usage-error.ts';
import { onEndSignal } from '../../server/program/signals.ts';

export interface Terminal {
  /** A person sits there; otherwise lines come from a pipe, or replies go into one. */
  readonly isInteractive: boolean;
  /**
   * Lines of the standard input. Asked for once.
   *
   * @throws UsageError when it cannot be read as UTF-8
   */
  lines(): AsyncIterable<string>;
  /** Says something to the person. */
  say(sentence: string): void;
  /** Hands a reply to whoever reads the standard output. */
  reply(text: string): void;
  /** Takes the prompt away and lets go of the standard input, so that the program can end. Once or twice. */
  close(): void;
}

/** Reading or writing a terminal that was closed. */
const TERMINAL_GONE = 'EIO';

/** Exit code when a second Ctrl+C does not wait for the end. */
const CUT_OFF = 4;

/**
 * Asks a person for a password, without showing it.
 *
 * @returns undefined where no person sits at the terminal, or the person gave up (Ctrl+C, Ctrl+D)
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
 * @param onInterrupt - Ctrl+C, or the standard output is gone: its reader has left (`| head -1`) or its terminal, which
 * is no problem, or it cannot be written, for which there is a sentence
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
        // A person presses Enter to see a prompt; in a pipe an empty line is a line.
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
 * The first line without the mark that some editors and shells put before a text: it is no part of it (RFC 3629,
 * section 6).
 *
 * @throws UsageError for UTF-16, whose mark is read as two characters that UTF-8 does not have
 */
function withoutByteOrderMark(line: string): string {
  if (line.startsWith('\ufffd\ufffd')) {
    throw new UsageError(
      'Standard input is not UTF-8 (UTF-16, perhaps). Convert it: iconv -f UTF-16 -t UTF-8.',
    );
  }
  return line.startsWith('\ufeff') ? line.slice(1) : line;
}
