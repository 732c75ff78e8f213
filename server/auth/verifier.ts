/** Who an authenticated client is. */
export interface Identity {
  readonly user: string;
}

/** Asks an auth server about a credential. */
export interface Verifier {
  /**
   * @param credential - as the client sent it: any string
   * @param signal - aborted when nobody waits for the answer any more
   * @returns whose credential it is, or `undefined` when it is nobody's
   * @throws when no answer could be had: the caller must refuse
   */
  verify(credential: string, signal: AbortSignal): Promise<Identity | undefined>;
}
