/**
 * Holds back what the page says of a connection until the picture has shown it: step by step nothing beside the picture
 * may give the outcome away. Pure: knows no page.
 */

/** More is not kept: who goes back in a flood goes back to the middle of it. */
const MOST_EFFECTS = 1000;

export interface Curtain {
  /** A new run begins: what was said of the last one goes. */
  restart(): void;
  /** The page learned something, and what is said from here on has to wait until that is seen. */
  learned(): void;
  /** Says something now or, where the picture is behind, in its turn. It may be said again after a step back. */
  say(effect: () => void): void;
  /**
   * The picture was drawn.
   *
   * @param seen - how much of what the page learned is seen; undefined: all of it
   */
  drawn(seen: number | undefined): void;
}

/**
 * @param isOpen - whether nothing is held back at all
 * @param clear - takes back all that was said
 */
export function createCurtain(isOpen: () => boolean, clear: () => void): Curtain {
  let effects: { readonly after: number; readonly show: () => void }[] = [];
  let learned = 0;
  let seen = 0;
  let said = 0;

  function sayWhatIsSeen(): void {
    for (;;) {
      const next = effects[said];
      if (!next || (next.after > seen && !isOpen())) return;
      said++;
      next.show();
    }
  }

  return {
    restart() {
      effects = [];
      learned = 0;
      seen = 0;
      said = 0;
      clear();
    },
    learned() {
      learned++;
    },
    say(effect) {
      effects.push({ after: learned, show: effect });
      if (effects.length > MOST_EFFECTS && said > 0) {
        effects.shift();
        said--;
      }
      sayWhatIsSeen();
    },
    drawn(count) {
      seen = count ?? learned;
      const last = effects[said - 1];
      if (last && last.after > seen && !isOpen()) {
        said = 0;
        clear();
      }
      sayWhatIsSeen();
    },
  };
}
