/** Notices that the server says nothing although it should. Knows time, no page and no socket. */

/** Milliseconds of silence after which it is told: two signs of life (`protocol/trace.ts`) and a moment have passed. */
const SILENT_MS = 7000;

/** Milliseconds from look to look. */
const LOOK_MS = 1000;

export interface Silence {
  /** The server has said something. */
  heard(): void;
  /** It was asked something, and its answer is awaited. */
  asked(): void;
  /** Whether it is listened to where it says something every few seconds, asked or not. */
  listens(isOpen: boolean): void;
  /** Nothing is expected of it any more. */
  end(): void;
}

/**
 * @param show - told how long the silence lasts, once a second; undefined when it is over
 * @param now - milliseconds on any clock
 */
export function createSilence(
  show: (silentMs: number | undefined) => void,
  now: () => number = () => performance.now(),
): Silence {
  let isAsked = false;
  let listens = false;
  let silentMs = 0;
  let lookedAt = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function look(): void {
    const at = now();
    // A page that slept has heard nothing because it slept.
    silentMs += Math.min(at - lookedAt, 2 * LOOK_MS);
    lookedAt = at;
    if (silentMs >= SILENT_MS) show(silentMs);
  }

  function expect(): void {
    if (isAsked || listens) {
      if (timer !== undefined) return;
      lookedAt = now();
      timer = setInterval(look, LOOK_MS);
      return;
    }
    clearInterval(timer);
    timer = undefined;
    over();
  }

  function over(): void {
    const wasShown = silentMs >= SILENT_MS;
    silentMs = 0;
    lookedAt = now();
    if (wasShown) show(undefined);
  }

  return {
    heard() {
      isAsked = false;
      over();
      expect();
    },
    asked() {
      isAsked = true;
      expect();
    },
    listens(isOpen) {
      listens = isOpen;
      expect();
    },
    end() {
      isAsked = listens = false;
      expect();
    },
  };
}
