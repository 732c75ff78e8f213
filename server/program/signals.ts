import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The signals that end the program: from Ctrl+C, a service manager, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Milliseconds in which several signals count as one. Ctrl+C goes to every process of the terminal, and each parent
 * (npm, a loader, `npm run dev`) passes it on to its child, which has it already.
 */
const SAME_MS = 500;

/**
 * Listens for the signals that end a program.
 *
 * @param onFirst - called for the first signal
 * @param onAgain - called for each later one, from a person who does not want to wait
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
 * When it exits, Node restores the terminal, and aborts if the terminal is gone (until version 24:
 * nodejs/node#58200). It ignores a descriptor that is closed, so this closes those of terminals that are gone.
 */
function letGoOfLostTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.on('exit', () => {
    for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
  });
}
