/**
 * `Upgrade` is an offer, and a server that does not want it answers as if it had not been made (RFC 9110, section 7.8).
 * Here `websocket` is wanted and nothing else: not `h2c` (curl --http2, Java's client), not `TLS/1.2` (Apache's).
 */
import { IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type HttpOutcome, refusals } from '../../protocol/outcomes.ts';
import { refuseRequest } from './refuse.ts';
import { hasTooManyHeaders, pathOf } from './request.ts';

/**
 * A request that is an upgrade to Node only where it offers `websocket`. To Node every offer is one as soon as anybody
 * listens to `upgrade`, and then neither a response nor the body of the request can be had.
 *
 * Node 22.21 has the option `shouldUpgradeCallback` for this; Node 20 has this class alone.
 */
export class OfferingRequest extends IncomingMessage {
  declare private isOffer: boolean | null;

  /** Read by Node when the headers are complete. A request of which it has dropped headers is the router's to refuse. */
  get upgrade(): boolean {
    return this.isOffer === true && (offersWebSocket(this) || hasTooManyHeaders(this));
  }

  /** Set by Node's parser. */
  set upgrade(isOffer: boolean | null) {
    this.isOffer = isOffer;
  }
}

/**
 * Ends a connection after the answer to an offer that was not taken: Node drops what was pipelined behind such a
 * request, and a client has to know that it will not be answered.
 */
export function closeAfterOffers(server: Server): void {
  server.prependListener('request', ({ headers }, response) => {
    if (headers.upgrade !== undefined) response.shouldKeepAlive = false;
  });
}

function offersWebSocket({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Answers requests without `Upgrade` for paths that take nothing but WebSockets, as a proxy makes them of a handshake (RFC
 * 9110, section 15.5.22). Leaves all others to what comes next.
 *
 * @param refused - told of every one
 */
export function requireUpgrade(paths: Iterable<string>, refused: (outcome: HttpOutcome) => void) {
  const taking = new Set(paths);
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!taking.has(pathOf(request.url) ?? '')) return next();
    refused(refusals.upgradeRequired);
    refuseRequest(response, refusals.upgradeRequired, { Upgrade: 'websocket', Connection: 'Upgrade, close' });
  };
}
