/** Whose turn it is: what would get in each other's way is played one after the other, and the rest side by side. */

/** Who may wait for a turn. More are refused: nobody has pressed so many buttons on purpose. */
const MOST_WAITING = 8;

export interface Turns<Player> {
  /**
   * Waits for a turn.
   *
   * @param shared - what only one at a time may use
   * @param behind - told, where there is somebody before
   * @returns what ends the turn; undefined when too many wait already, or the signal was aborted meanwhile
   */
  take(
    shared: string,
    player: Player,
    signal: AbortSignal,
    behind: (first: Player) => void,
  ): Promise<(() => void) | undefined>;
}

interface Waiting<Player> {
  readonly player: Player;
  readonly begin: () => void;
}

export function createTurns<Player>(): Turns<Player> {
  /** By what is shared: who has the turn, and behind it who waits. */
  const lines = new Map<string, Waiting<Player>[]>();
  let waiting = 0;

  return {
    async take(shared, player, signal, behind) {
      const line = lines.get(shared) ?? [];
      const [first] = line;
      if (first && waiting >= MOST_WAITING) return undefined;
      lines.set(shared, line);
      const turn = new Promise<void>((resolve) => line.push({ player, begin: resolve }));
      const own = line.at(-1);
      const leave = () => {
        const index = own ? line.indexOf(own) : -1;
        // Ended before: what is shared may have another line by now.
        if (index === -1) return;
        line.splice(index, 1);
        if (index === 0) line[0]?.begin();
        if (line.length === 0) lines.delete(shared);
      };
      if (!first) return leave;
      behind(first.player);
      waiting++;
      const left = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([turn, left]);
      waiting--;
      if (!signal.aborted) return leave;
      leave();
      return undefined;
    },
  };
}
