/** Every twin and its path: `/<attack>`, and below it the same with a fix where the attack wants to compare. */
import { type AttackName, attackNames } from '../../protocol/exhibits.ts';
import type { Services } from '../../server/connection/connection.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { type AccessLog, createAccessLog, logged } from './access-log.ts';
import { beyondPermission } from './beyond-permission.ts';
import { cachedBasic, cachedBasicFixed } from './cached-basic.ts';
import { crowdedOut, crowdedOutFixed } from './crowded-out.ts';
import { earlyMessage } from './early-message.ts';
import { echoedToken } from './echoed-token.ts';
import { flood } from './flood.ts';
import { forgedOrigin, forgedOriginFixed } from './forged-origin.ts';
import { hijack } from './hijack.ts';
import { logReplay, logReplayFixed } from './log-replay.ts';
import { markup, markupFixed } from './markup.ts';
import { outliveToken } from './outlive-token.ts';
import { renewAsOther } from './renew-as-other.ts';
import { silentHoard } from './silent-hoard.ts';
import { tap } from './tap.ts';
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
}

/** Whose log is the exhibit itself. */
const leaky: readonly AttackName[] = ['log-replay', 'ticket-replay'];

/** @param inside - port of the service that one of them gives away */
export function createTwins(services: Services, inside: number): Twins {
  const logs = new Map(
    attackNames.map((name) => [
      name,
      createAccessLog(leaky.includes(name) ? 'credentials' : 'no credentials'),
    ]),
  );
  const logOf = (name: AttackName) => logs.get(name) ?? createAccessLog('no credentials');
  const quiet = (name: AttackName, endpoint: Endpoint) => logged(endpoint, logOf(name));
  const hijacked = (origin: boolean, csrf: boolean) => quiet('hijack', hijack(services, { origin, csrf }));

  return {
    endpoints: new Map([
      ['/silent-hoard', silentHoard(services)],
      ['/crowded-out', crowdedOut(services)],
      ['/crowded-out/fixed', crowdedOutFixed(services)],
      ['/flood', flood(services)],
      ['/early-message', earlyMessage(services)],
      ['/log-replay', logReplay(services, logOf('log-replay'))],
      ['/log-replay/fixed', logReplayFixed(services, logOf('log-replay'))],
      ['/ticket-replay', ticketReplay(services, logOf('ticket-replay'))],
      ['/hijack', hijacked(false, false)],
      ['/hijack/origin', hijacked(true, false)],
      ['/hijack/csrf', hijacked(false, true)],
      ['/hijack/both', hijacked(true, true)],
      ['/echoed-token', echoedToken(services, logOf('echoed-token'))],
      ['/cached-basic', quiet('cached-basic', cachedBasic(services))],
      ['/cached-basic/fixed', quiet('cached-basic', cachedBasicFixed(services))],
      ['/forged-origin', forgedOrigin(services)],
      ['/forged-origin/fixed', forgedOriginFixed(services)],
      ['/renew-as-other', renewAsOther(services)],
      ['/beyond-permission', beyondPermission(services)],
      ['/outlive-token', outliveToken(services)],
      ['/markup', markup(services, logOf('markup'))],
      ['/markup/fixed', markupFixed(services, logOf('markup'))],
      ['/tunnel', tunnel(services, inside)],
    ]),
    certificateEndpoints: new Map([['/wrong-certificate', wrongCertificate(services)]]),
    plainEndpoints: new Map([['/tap', tap(services)]]),
    logs,
  };
}
