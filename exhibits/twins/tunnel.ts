import { connect } from 'node:net';
import { closes } from '../../protocol/outcomes.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it passes on whatever bytes it gets to a port inside, and the answers back: a way past the firewall. */
export function tunnel(services: Services, inside: number): Endpoint {
  return createEndpoint('first-message', firstMessage, services, ({ webSocket }, _lifetime, gate) => {
    const service = connect(inside, '127.0.0.1');
    service.on('error', () => service.destroy());
    service.on('data', (bytes) => webSocket.send(bytes));
    service.on('close', () => gate.close(closes.internalError));
    webSocket.on('close', () => service.destroy());
    return (bytes) => service.write(bytes);
  });
}
