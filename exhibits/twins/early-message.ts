import { closes } from '../../protocol/outcomes.ts';
import { formatAuthenticated, parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import { identityOf } from '../../server/auth/verifier.ts';
import type { Services } from '../../server/connection/connection.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** WRONG: it listens to messages from the 101 on, and the token is checked beside that. */
export function earlyMessage({ verifier, deadlineMs }: Services): Endpoint {
  return ({ accept, seat: { address } }) =>
    accept((webSocket) => {
      const { code, reason } = closes.unauthorized;
      const refuse = () => webSocket.close(code, reason);
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('message', (data) => {
        const credential = parseAuthenticateMessage(String(data));
        if (!credential.ok) return webSocket.send(String(data));
        const signal = AbortSignal.timeout(deadlineMs || 5000);
        verifier
          .verify(credential.value, { method: 'authenticate-message', address, signal })
          .then((verdict) => {
            const identity = identityOf(verdict);
            if (identity) webSocket.send(formatAuthenticated(identity.user));
            else refuse();
          }, refuse);
      });
    });
}
