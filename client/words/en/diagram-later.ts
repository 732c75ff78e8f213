/** Words of rows that few connections have: loaded with the server's report, which alone tells of them. */
import type { CheckRefusal } from '../../../protocol/trace.ts';
import type { Credential } from './diagram.ts';

/** Answers of the auth server that say more than that it knows nobody. */
const checkRefusals: Readonly<
  Record<CheckRefusal, { readonly label: string; readonly explanation: string }>
> = {
  forbidden: {
    label: 'session alive, CSRF token missing or wrong',
    explanation:
      'The session is alive, but its CSRF token is missing or wrong: the page may only be riding on the cookie.',
  },
  busy: {
    label: 'too busy to look',
    explanation:
      'Checking a password is slow on purpose, and too many are being checked: send this one again later.',
  },
};

/** A token of an identity provider, which the WebSocket server checks itself. */
const ownCheck = {
  kind: 'check by the WebSocket server itself',
  checks: (what: Credential) => `checks the ${what} itself`,
  /** @param issuer - the provider's host */
  explanation: (issuer: string) =>
    `The token was issued by ${issuer}: the WebSocket server checks its signature itself, and asks nobody about it.`,
  accepted: 'The signature is the provider’s, and the token is for this server and still valid.',
  refused: 'Signature, audience, type or time is not right; the client is not told which.',
} as const;

/** The fetch of a provider's keys. */
const keySet = {
  kind: 'public keys of the identity provider',
  ask: (issuer: string) => `which keys does ${issuer} have?`,
  asked:
    'The token names a key that is not known here, so the server fetches the list of keys that the provider publishes.',
  answer: (keys: number) => (keys === 1 ? '1 public key' : `${keys} public keys`),
  answered:
    'Public keys are no secret. They are kept, so the next token costs no question, and unknown keys cause one in 30 s at most.',
  none: 'no keys',
  unusable:
    'The provider could not be asked, so nobody can say whether the signature is right: the gate fails closed.',
} as const;

export const diagramLater = { checkRefusals, ownCheck, keySet } as const;
