import type { MethodId } from '../protocol/methods.ts';
import { authenticateMessage } from './methods/authenticate-message.ts';
import { basic } from './methods/basic.ts';
import { bearerHeader } from './methods/bearer-header.ts';
import { clientCertificate } from './methods/client-certificate.ts';
import { cookie } from './methods/cookie.ts';
import { firstMessage } from './methods/first-message.ts';
import type { Method } from './methods/method.ts';
import { queryTicket } from './methods/query-ticket.ts';
import { queryToken } from './methods/query-token.ts';
import { subprotocol } from './methods/subprotocol.ts';
import { tokenRefresh } from './methods/token-refresh.ts';

/** Every method of the catalogue; one that is missing here does not compile. */
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
};
