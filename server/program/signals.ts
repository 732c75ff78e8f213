import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The signals that mean "end": Ctrl+C, the service manager, and the terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Milliseconds in which several signals are one. Ctrl+C goes to every process of the terminal, and each parent (npm, a
 * loader, `npm run dev`) hands it on to its child, who has it already.
 */
const SAME_MS = 500;

/**
 * Listens for the signals that end a program.
 *
 * @param onFirst - the first one
 * @param onAgain - a later one, of a person who does not want to wait
 */
export function onEndSignal(onFirst: () => void, onAgain: () => void): void {
  let firstAt: number | undefined;
  letGoOfLostTerminal();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now();
      if (firstAt === undefined) {
        firstAt = now;
        onFirst();
      } else if (now - firstAt > SAME_MS) onAgain();
    });
  }
}

/**
 * At its end Node gives the terminal back as it was, and aborts where there is none any more (until version 24:
 * nodejs/node#58200). A descriptor that is closed is left alone.
 */
function letGoOfLostTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.on('exit', () => {
    for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
  });
}
