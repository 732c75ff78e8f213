import type { MethodId } from '../../protocol/methods.ts';
import { authenticateMessage } from './authenticate-message.ts';
import { basic } from './basic.ts';
import { bearerHeader } from './bearer-header.ts';
import { clientCertificate } from './client-certificate.ts';
import { cookie } from './cookie.ts';
import { firstMessage } from './first-message.ts';
import type { Method } from './method.ts';
import { proofMessage } from './proof-message.ts';
import { queryTicket } from './query-ticket.ts';
import { queryToken } from './query-token.ts';
import { subprotocol } from './subprotocol.ts';
import { tokenRefresh } from './token-refresh.ts';

/** Every method of the catalogue. If one is missing here, the project does not compile. */
export const methods: Readonly<Record<MethodId, Method>> = {
  'first-message': firstMessage,
  'authenticate-message': authenticateMessage,
  'query-token': queryToken,
  'query-ticket': queryTicket,
  cookie,
  subprotocol,
  basic,
  'bearer-header': bearerHeader,
  'client-certificate': clientCertificate,
  'token-refresh': tokenRefresh,
  'proof-message': proofMessage,
};
