import type { MethodId } from './methods.ts';

/** What a server tells about itself at `GET /api/lab`: what a page has to know and cannot. */
export interface LabFacts {
  /** The public demo token and the demo users are accepted. */
  readonly demo: boolean;
  /**
   * The methods it serves, each with its address: a path where it is the page's own host and port, whatever a proxy
   * makes of them; else complete, `wss:` or `ws:`.
   */
  readonly methods: Readonly<Partial<Record<MethodId, string>>>;
  /** Origin of the auth server; null where it is the page's own. */
  readonly authServer: string | null;
  /** Origin of the exhibits, which are weak on purpose; null where they do not run. */
  readonly exhibits: string | null;
  /** Address of the page for everybody in the room; null where only this machine reaches it, and in a service. */
  readonly room: string | null;
}
