/** Every check, in the order in which they are told: the only place that knows them by name. */
import type { Check } from './check.ts';
import { check as closeAnswered } from './close-answered.ts';
import { check as compressionBomb } from './compression-bomb.ts';
import { check as connectionLimit } from './connection-limit.ts';
import { check as credentialCase } from './credential-case.ts';
import { check as credentialInUrl } from './credential-in-url.ts';
import { check as credentialMissing } from './credential-missing.ts';
import { check as credentialPrefix } from './credential-prefix.ts';
import { check as credentialReflected } from './credential-reflected.ts';
import { check as credentialTwice } from './credential-twice.ts';
import { check as credentialType } from './credential-type.ts';
import { check as deadline } from './deadline.ts';
import { check as deadlineAbsolute } from './deadline-absolute.ts';
import { check as earlyBroadcast } from './early-broadcast.ts';
import { check as earlyMessage } from './early-message.ts';
import { check as errorDetail } from './error-detail.ts';
import { check as expiry } from './expiry.ts';
import { check as firstMessageSize } from './first-message-size.ts';
import { check as guessLimit } from './guess-limit.ts';
import { check as handshakeAccept } from './handshake-accept.ts';
import { check as handshakeBody } from './handshake-body.ts';
import { check as handshakeKey } from './handshake-key.ts';
import { check as handshakeMethod } from './handshake-method.ts';
import { check as handshakeRefusalEnds } from './handshake-refusal-ends.ts';
import { check as handshakeVersion } from './handshake-version.ts';
import { check as identitySwitch } from './identity-switch.ts';
import { check as localOpen } from './local-open.ts';
import { check as localRebinding } from './local-rebinding.ts';
import { check as messageSize } from './message-size.ts';
import { check as oracleClose } from './oracle-close.ts';
import { check as originForeign } from './origin-foreign.ts';
import { check as originMissing } from './origin-missing.ts';
import { check as originNull } from './origin-null.ts';
import { check as originPort } from './origin-port.ts';
import { check as originPrefix } from './origin-prefix.ts';
import { check as originScheme } from './origin-scheme.ts';
import { check as originSuffix } from './origin-suffix.ts';
import { check as pipelinedMessage } from './pipelined-message.ts';
import { check as plainWs } from './plain-ws.ts';
import { check as refusalFinal } from './refusal-final.ts';
import { check as refusalTold } from './refusal-told.ts';
import { check as refusedPeerCut } from './refused-peer-cut.ts';
import { check as retryOnConnection } from './retry-on-connection.ts';
import { check as revocation } from './revocation.ts';
import { check as subprotocolEcho } from './subprotocol-echo.ts';
import { check as survivesFrames } from './survives-frames.ts';
import { check as survivesGarbage } from './survives-garbage.ts';
import { check as survivesReset } from './survives-reset.ts';
import { check as ticketRace } from './ticket-race.ts';
import { check as ticketReplay } from './ticket-replay.ts';
import { check as tlsVersion } from './tls-version.ts';

export const checks: readonly Check[] = [
  handshakeVersion,
  handshakeKey,
  handshakeMethod,
  handshakeBody,
  handshakeAccept,
  handshakeRefusalEnds,
  tlsVersion,
  plainWs,
  originForeign,
  originNull,
  originSuffix,
  originPrefix,
  originScheme,
  originPort,
  originMissing,
  localOpen,
  localRebinding,
  deadline,
  deadlineAbsolute,
  earlyMessage,
  earlyBroadcast,
  pipelinedMessage,
  retryOnConnection,
  firstMessageSize,
  identitySwitch,
  credentialMissing,
  credentialType,
  credentialPrefix,
  credentialCase,
  credentialTwice,
  credentialInUrl,
  subprotocolEcho,
  credentialReflected,
  oracleClose,
  errorDetail,
  refusalTold,
  refusalFinal,
  ticketReplay,
  ticketRace,
  expiry,
  revocation,
  closeAnswered,
  refusedPeerCut,
  survivesGarbage,
  survivesFrames,
  survivesReset,
  messageSize,
  guessLimit,
  connectionLimit,
  compressionBomb,
];
