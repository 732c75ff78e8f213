import type { Services } from '../connection.ts';
import { createEndpoint } from '../endpoint.ts';
import { subprotocol } from '../methods/subprotocol.ts';
import { offeredSubprotocols } from '../upgrade/credentials.ts';
import type { Endpoint } from '../upgrade/router.ts';
import type { AccessLog } from './access-log.ts';

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
