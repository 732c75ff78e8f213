/**
 * Places for streams. A browser opens six connections to one server (HTTP/1.1), for all its tabs together; a stream takes
 * one for as long as it lasts, so a seventh tab would never load.
 */

export interface Place {
  /** Aborted when another page needs it more. Give the stream up then. */
  readonly lost: AbortSignal;
  leave(): void;
}

export interface Places {
  /** Takes a place at the server of an address. */
  take(url: string): Promise<Place>;
  /** Resolves when it is worth taking a place again that was lost, or the signal aborts. */
  again(stop: AbortSignal): Promise<void>;
}

/** As many as are asked for: where there are no tabs. */
export const endlessPlaces: Places = {
  async take() {
    return { lost: new AbortController().signal, leave() {} };
  },
  async again() {},
};
