import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { subprotocol } from '../../server/methods/subprotocol.ts';
import { offeredSubprotocols } from '../../server/upgrade/credentials.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import type { AccessLog } from './support/access-log.ts';

/** WRONG: it selects the first subprotocol offered, as ws does by itself, and logs what was negotiated. */
export function echoedToken(services: Services, log: AccessLog): Endpoint {
  const endpoint = createEndpoint('subprotocol', subprotocol, services);
  return (upgrade) =>
    endpoint({
      ...upgrade,
      accept(opened) {
        const [first] = offeredSubprotocols(upgrade.request);
        log.write(`websocket opened, negotiated protocol "${first}"`);
        upgrade.accept(opened, first);
      },
    });
}
