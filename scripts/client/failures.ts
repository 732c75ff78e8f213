/** Explains why there is no connection, in a sentence that says what to do. Pure. */
import { refusals } from '../../protocol/refusals.ts';

/**
 * Explains an HTTP answer in place of the 101.
 *
 * @param body - the server's words; if they are not a short text, ours for the status are used
 */
export function explainStatus(status: number, body: string): string {
  const words: string[] = Object.values(refusals).flatMap((refusal) =>
    refusal.status === status ? [refusal.words] : [],
  );
  const said = body.trim();
  const isText = said !== '' && said.length <= 200 && !said.startsWith('<');
  return `The server refused the WebSocket with HTTP ${status}. ${isText ? said : (words[0] ?? '')}`.trimEnd();
}

/** Explains an error of the network or of TLS before the 101. */
export function explainError(error: Error, url: string): string {
  const { host, protocol } = new URL(url);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = networkWords[code] ?? certificateWords[code];
  if (known !== undefined) return `${host}: ${known}`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return `${host}: no TLS is spoken here, or none that this client knows. Without TLS the address begins with ws://.`;
  }
  if (code === 'ECONNRESET') {
    const hint = protocol === 'ws:' ? ' If it speaks TLS, the address begins with wss://.' : '';
    return `${host}: the other side hung up during the handshake.${hint}`;
  }
  return `${host}: ${error.message || code || error.name}`;
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start the server (npm run dev), or give another --url.',
  ENOTFOUND: 'there is no host of this name. Check the --url.',
  EAI_AGAIN: 'the name could not be looked up. Check the network.',
  ETIMEDOUT: 'no answer. Check the address and the firewall.',
  EHOSTUNREACH: 'the network knows no way there. Check the address.',
  ENETUNREACH: 'the network knows no way there. Check the address.',
};

const unknownAuthority =
  'its certificate is signed by nobody this client trusts. Give the authority with --ca FILE ' +
  '(of the lab: certs/ca.pem on the machine of the server), or --insecure to look away.';

const certificateWords: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: 'its certificate has expired. Start the server again to renew it.',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check the clocks.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for other names. Connect by one of them, or start the server with --host.',
};
