/**
 * Slots for streams. A browser opens six connections to one server (HTTP/1.1), for all its tabs together; a stream takes
 * one for as long as it lasts, so a seventh tab would never load.
 */

export interface Slot {
  /** Aborted when another page needs it more. Give the stream up then. */
  readonly lost: AbortSignal;
  leave(): void;
}

export interface Slots {
  /** Takes a slot at the server of an address. */
  take(url: string): Promise<Slot>;
  /** Resolves when it is worth taking a slot again that was lost, or the signal aborts. */
  again(stop: AbortSignal): Promise<void>;
}

/** As many as are asked for: where there are no tabs. */
export const endlessSlots: Slots = {
  async take() {
    return { lost: new AbortController().signal, leave() {} };
  },
  async again() {},
};
