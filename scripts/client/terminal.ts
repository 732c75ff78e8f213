/** Where the client's lines come from and where its words go: a person at a terminal, or a pipe. */
import { once } from 'node:events';
import { clearLine, createInterface, cursorTo } from 'node:readline';

export interface Terminal {
  /** A person sits there; otherwise lines come from a pipe, or replies go into one. */
  readonly isInteractive: boolean;
  /** Lines of the standard input. Asked for once. */
  lines(): AsyncIterable<string>;
  /** Says something to the person. */
  say(sentence: string): void;
  /** Hands a reply to whoever reads the standard output. */
  reply(text: string): void;
  /** Takes the prompt away and lets go of the standard input, so that the program can end. Once or twice. */
  close(): void;
}

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
 * @param onInterrupt - Ctrl+C, or the reader of the standard output is gone (`| head -1`)
 */
export function openTerminal(onInterrupt: () => void): Terminal {
  const { stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  stdout.on('error', onInterrupt);
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
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
      reader.on('SIGINT', onInterrupt);
      if (isInteractive) reader.prompt();
      for await (const line of reader) {
        // A person presses Enter to see a prompt; in a pipe an empty line is a line.
        if (!isInteractive || line !== '') yield line;
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
