/** A server of the zoo as the probe is told of it. */
import type { Target } from '../src/config/settings.ts';
import { ALICE, ALICE_BASIC, BOB, BOB_BASIC } from './accounts.ts';
import { dialects } from './carriers.ts';
import type { ZooServer } from './server.ts';

const DEADLINE_S = 1.5;
const EXPIRING_S = 2;

/** @param ca - PEM, where it speaks TLS */
export function targetOf({ url, own, carrier, accounts, revoke }: ZooServer, ca?: string): Target {
  const isBasic = carrier === 'basic';
  const prefix = isBasic ? 'alice:' : '';
  const isOpen = carrier === 'none';
  return {
    url: new URL(url),
    dialect: dialects[carrier],
    credential: isOpen ? undefined : async () => (isBasic ? ALICE_BASIC : ALICE),
    csrf: undefined,
    ca,
    clientCertificate: undefined,
    origin: own.origin,
    message: '{"msg":"$NONCE"}',
    answer: '"user":"$USER","msg":"$NONCE"',
    user: isOpen ? 'anybody' : 'alice',
    second: isOpen ? undefined : { credential: async () => (isBasic ? BOB_BASIC : BOB), user: 'bob' },
    ticket: isOpen ? undefined : async () => accounts.ticket(prefix),
    expiring: isOpen
      ? undefined
      : { credential: async () => accounts.expiring(EXPIRING_S, prefix), seconds: EXPIRING_S },
    prove: undefined,
    revoke: isOpen ? undefined : async (credential) => revoke(credential),
    deadlineSeconds: DEADLINE_S,
    revokedWithinSeconds: 0.5,
  };
}
