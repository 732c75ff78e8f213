/** Every twin and its path: `/<attack>`, and below it the same with a fix where the attack wants to compare. */
import type { IncomingMessage } from 'node:http';
import { type AttackName, attackNames } from '../../protocol/exhibits.ts';
import type { ReadAccessToken } from '../../server/auth/tokens/bound-tokens.ts';
import type { Services } from '../../server/connection/connection.ts';
import { readCookie } from '../../server/upgrade/credentials.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { beyondCapability } from './beyond-capability.ts';
import { beyondPermission } from './beyond-permission.ts';
import { cachedBasic, cachedBasicFixed } from './cached-basic.ts';
import { crowdedOut, crowdedOutFixed } from './crowded-out.ts';
import { earlyMessage } from './early-message.ts';
import { echoedToken } from './echoed-token.ts';
import { flood } from './flood.ts';
import { forgedOrigin, forgedOriginFixed } from './forged-origin.ts';
import { ghostPresence } from './ghost-presence.ts';
import { hijack } from './hijack.ts';
import { historyBeforeJoin } from './history-before-join.ts';
import { logReplay, logReplayFixed } from './log-replay.ts';
import { markup, markupFixed } from './markup.ts';
import { outliveToken, outliveTokenFixed } from './outlive-token.ts';
import { publishReplay } from './publish-replay.ts';
import { renewAsOther } from './renew-as-other.ts';
import { resumeTheft } from './resume-theft.ts';
import { silentHoard } from './silent-hoard.ts';
import { stolenToken } from './stolen-token.ts';
import { type AccessLog, createAccessLog, logged } from './support/access-log.ts';
import { createShortTokens, type ShortTokens } from './support/short-tokens.ts';
import { createSignedTickets, type SignedTickets } from './support/signed-tickets.ts';
import { tap } from './tap.ts';
import { ticketPerNode, ticketPerNodeFixed } from './ticket-per-node.ts';
import { ticketReplay } from './ticket-replay.ts';
import { tunnel } from './tunnel.ts';
import { wrongCertificate } from './wrong-certificate.ts';

export interface Twins {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** On a port of its own, which asks for certificates. */
  readonly certificateEndpoints: ReadonlyMap<string, Endpoint>;
  /** On a port of its own, without TLS. */
  readonly plainEndpoints: ReadonlyMap<string, Endpoint>;
  /** What each twin has logged. */
  readonly logs: ReadonlyMap<AttackName, AccessLog>;
  /** Where the tokens come from that one of them looks at once. */
  readonly shortTokens: ShortTokens;
  /** Where the tickets come from that need no store to be read. */
  readonly signedTickets: SignedTickets;
}

/** Whose log is the exhibit itself. */
const leaky: readonly AttackName[] = ['log-replay', 'ticket-replay'];

/**
 * @param inside - port of the service that one of them gives away
 * @param read - checks an access token of the real auth server
 */
export function createTwins(shared: Services, inside: number, read: ReadAccessToken): Twins {
  const shortTokens = createShortTokens(shared.now);
  const signedTickets = createSignedTickets(shared.now);
  const carries = (request: IncomingMessage) =>
    request.headers.authorization !== undefined || readCookie(request, shared.sessionCookie(request)).ok;
  const logs = new Map(
    attackNames.map((name) => [
      name,
      createAccessLog(leaky.includes(name) ? 'credentials' : 'no credentials', carries),
    ]),
  );
  const logOf = (name: AttackName) => logs.get(name) ?? createAccessLog('no credentials');
  /** Every line of the log that a twin writes says whose it is. */
  const of = (name: AttackName, what = 'weak twin'): Services => ({
    ...shared,
    log: shared.log.child({}, { msgPrefix: `${what} ${name}: ` }),
  });
  const fixed = (name: AttackName) => of(name, 'fixed twin');
  const quiet = (name: AttackName, endpoint: Endpoint) => logged(endpoint, logOf(name));
  const hijacked = (origin: boolean, csrf: boolean) =>
    quiet('hijack', hijack(origin || csrf ? fixed('hijack') : of('hijack'), { origin, csrf }));

  return {
    endpoints: new Map([
      ['/silent-hoard', silentHoard(of('silent-hoard'))],
      ['/crowded-out', crowdedOut(of('crowded-out'))],
      ['/crowded-out/fixed', crowdedOutFixed(fixed('crowded-out'))],
      ['/flood', flood(of('flood'))],
      ['/early-message', earlyMessage(of('early-message'))],
      ['/log-replay', logReplay(of('log-replay'), logOf('log-replay'))],
      ['/log-replay/fixed', logReplayFixed(fixed('log-replay'), logOf('log-replay'))],
      ['/ticket-replay', ticketReplay(of('ticket-replay'), logOf('ticket-replay'))],
      ...onNodes('/ticket-per-node', ticketPerNode(of('ticket-per-node'), signedTickets)),
      ...onNodes('/ticket-per-node/fixed', ticketPerNodeFixed(fixed('ticket-per-node'), signedTickets)),
      ['/hijack', hijacked(false, false)],
      ['/hijack/origin', hijacked(true, false)],
      ['/hijack/csrf', hijacked(false, true)],
      ['/hijack/both', hijacked(true, true)],
      ['/echoed-token', echoedToken(of('echoed-token'), logOf('echoed-token'))],
      ['/cached-basic', quiet('cached-basic', cachedBasic(of('cached-basic')))],
      ['/cached-basic/fixed', quiet('cached-basic', cachedBasicFixed(fixed('cached-basic')))],
      ['/forged-origin', forgedOrigin(of('forged-origin'))],
      ['/forged-origin/fixed', forgedOriginFixed(fixed('forged-origin'))],
      ['/renew-as-other', renewAsOther(of('renew-as-other'))],
      ['/beyond-permission', beyondPermission(of('beyond-permission'))],
      ['/outlive-token', outliveToken(of('outlive-token'), shortTokens)],
      ['/outlive-token/fixed', outliveTokenFixed(fixed('outlive-token'), shortTokens)],
      ['/stolen-token', stolenToken(of('stolen-token'), read)],
      ['/resume-theft', resumeTheft(of('resume-theft'))],
      ['/ghost-presence', ghostPresence(of('ghost-presence'))],
      ['/beyond-capability', beyondCapability(of('beyond-capability'))],
      ['/history-before-join', historyBeforeJoin(of('history-before-join'))],
      ['/publish-replay', publishReplay(of('publish-replay'))],
      ['/markup', markup(of('markup'), logOf('markup'))],
      ['/markup/fixed', markupFixed(fixed('markup'), logOf('markup'))],
      ['/tunnel', tunnel(of('tunnel'), inside)],
    ]),
    certificateEndpoints: new Map([['/wrong-certificate', wrongCertificate(of('wrong-certificate'))]]),
    plainEndpoints: new Map([['/tap', tap(of('tap'))]]),
    logs,
    shortTokens,
    signedTickets,
  };
}

/** Each node has the path of its twin, and its number below it. */
function onNodes(path: string, endpoints: readonly Endpoint[]): [string, Endpoint][] {
  return endpoints.map((endpoint, index) => [`${path}/${index + 1}`, endpoint]);
}
