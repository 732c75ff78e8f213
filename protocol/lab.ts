import type { MethodId } from './methods.ts';

/** The answer to `GET /api/lab`: what a page has to know about its server. */
export interface LabFacts {
  /** Whether the public demo token and the demo users are accepted. */
  readonly demo: boolean;
  /**
   * The methods it serves, each with its address: a path if it is on the page's own host and port, which a proxy may
   * change; otherwise a whole URL, `wss:` or `ws:`.
   */
  readonly methods: Readonly<Partial<Record<MethodId, string>>>;
  /** Origin of the auth server; null if it is the page's own. */
  readonly authServer: string | null;
  /** Origin of the exhibits, which are weak on purpose; null if they do not run. */
  readonly exhibits: string | null;
  /** The identity providers at which people may sign in, and what they call this page; null if there are none. */
  readonly signIn: { readonly issuers: readonly string[]; readonly clientId: string } | null;
  /** Address of the page for everybody in the room; null where only this machine reaches it, and in a service. */
  readonly room: string | null;
}
