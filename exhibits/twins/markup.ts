import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import type { AccessLog } from './support/access-log.ts';

/** WRONG: it pastes what it receives into its answers and its log. What a page must not do is in naive-page.html. */
export function markup(services: Services, log: AccessLog): Endpoint {
  return createEndpoint('first-message', firstMessage, services, ({ traffic }) => (data) => {
    const { msg }: { msg?: unknown } = Object.assign({}, JSON.parse(String(data)));
    log.write(`${new Date().toISOString()} INFO message received: ${msg}`);
    traffic.send(`{"msg":"${msg}"}`);
  });
}

/** The real message handler and the real log, which can be read here. */
export function markupFixed(services: Services, log: AccessLog): Endpoint {
  const real = createLog('info', { write: (line) => log.write(line.trimEnd()) });
  return createEndpoint('first-message', firstMessage, { ...services, log: real });
}
