/** The address by which clients are meant to reach this server. */
import type { IncomingMessage } from 'node:http';
import { hostField, isLocalName, nameIn } from './hosts.ts';

/**
 * Gives the origin of this server as who sent the request should know it, such as `https://localhost:5678`; `undefined`
 * if it was reached by a name or a port that is not its own.
 */
export type OwnOrigin = (request: Pick<IncomingMessage, 'headers'>) => string | undefined;

export interface OwnOriginSettings {
  /** Where clients reach this server, if a proxy stands in front of it: `wss:` or `https:`. */
  readonly publicUrl: string | undefined;
  /** Whether this server speaks TLS itself. */
  readonly tls: boolean;
  /** Every name of this server, in lower case; `*.` stands for one label. */
  readonly names: () => readonly string[];
  readonly port: () => number;
}

/**
 * The `Host` field alone says nothing: somebody between client and server writes their own into it, and a proof that was
 * made for them would hold here. So it only chooses among the names that are known.
 */
export function createOwnOrigin({ publicUrl, tls, names, port }: OwnOriginSettings): OwnOrigin {
  if (publicUrl !== undefined) {
    const { origin } = new URL(publicUrl.replace(/^ws/, 'http'));
    return () => origin;
  }
  return ({ headers: { host = '' } }) => {
    const written = `http${tls ? 's' : ''}://${host}`;
    if (!hostField.test(host) || !URL.canParse(written)) return undefined;
    const name = nameIn(host);
    const isOurs = isLocalName(host) || names().some((own) => own === name || own === wildcardOf(name));
    const url = new URL(written);
    const asked = Number(url.port) || (tls ? 443 : 80);
    return isOurs && asked === port() ? url.origin : undefined;
  };
}

function wildcardOf(name: string): string {
  return name.replace(/^[^.]+/, '*');
}
