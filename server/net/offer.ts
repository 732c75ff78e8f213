/**
 * `Upgrade` is an offer, and a server that declines it answers as if it had not been made (RFC 9110, section 7.8). This
 * server takes up `websocket` and nothing else: not `h2c` (curl --http2, Java's client), not `TLS/1.2` (Apache's).
 */
import { IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import { refuseRequest } from './refuse.ts';
import { hasTooManyHeaders, pathOf } from './request.ts';

/**
 * A request that Node treats as an upgrade only if it offers `websocket`. Otherwise Node treats every offer as one as
 * soon as there is an `upgrade` listener, and then the request has neither a response nor a body.
 *
 * Node 22.21 has the option `shouldUpgradeCallback` for this; Node 20 has this class alone.
 */
export class OfferingRequest extends IncomingMessage {
  declare private isOffer: boolean | null;

  /**
   * Read by Node when the headers are complete. If Node has dropped some of them, the router gets the request to refuse
   * it.
   */
  get upgrade(): boolean {
    return this.isOffer === true && (offersWebSocket(this) || hasTooManyHeaders(this));
  }

  /** Set by Node's parser. */
  set upgrade(isOffer: boolean | null) {
    this.isOffer = isOffer;
  }
}

/**
 * Ends a connection after the answer to an offer that was declined: Node drops what was pipelined behind such a
 * request, and the client has to know that it will not be answered.
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
 * Refuses requests without `Upgrade` for paths that take only WebSockets (RFC 9110, section 15.5.22). Some proxies turn
 * a handshake into such a request. All other requests go on to the next handler.
 *
 * @param refused - told of every refusal
 */
export function requireUpgrade(paths: Iterable<string>, refused: (outcome: HttpOutcome) => void) {
  const taking = new Set(paths);
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!taking.has(pathOf(request.url) ?? '')) return next();
    refused(refusals.upgradeRequired);
    refuseRequest(response, refusals.upgradeRequired, { Upgrade: 'websocket', Connection: 'Upgrade, close' });
  };
}
