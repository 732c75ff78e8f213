/** Says who is asked about a credential, so that nobody decides about another's, or gets to see it. */
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import { takes } from '../../protocol/credentials.ts';
import { isSecret } from '../auth/secrets.ts';
import { shownIn } from '../auth/tokens/bound-tokens.ts';
import type { Verifier } from '../auth/verifier.ts';
import { claimedIssuer, isOpaque } from './token-form.ts';

export interface Choices {
  /** Our own auth server: tokens, tickets, sessions, passwords, and our own access tokens. */
  readonly own: Verifier;
  /** The verifier of each provider, by its issuer. */
  readonly providers: ReadonlyMap<string, Verifier>;
  /** Asked about opaque tokens that are not ours. */
  readonly endpoint: Verifier | undefined;
  /** Secrets of ours that are shown to no endpoint, even by a method that does not take them. */
  readonly secrets: readonly string[];
}

export function chooseVerifier({ own, providers, endpoint, secrets }: Choices): Verifier {
  const isOurs = (credential: string) =>
    isSecret(credential) || secrets.some((secret) => sameSecret(secret, credential));
  return {
    async verify(credential, question) {
      const isBound = takes(question.method, 'bound token');
      const mayBeProviders = isBound || takes(question.method, "provider's token");
      const token = isBound ? shownIn(credential).token : credential;
      const provider = providers.get(claimedIssuer(token) ?? '');
      if (provider) return mayBeProviders ? provider.verify(credential, question) : undefined;
      const verdict = await own.verify(credential, question);
      if (verdict || !endpoint || !mayBeProviders) return verdict;
      return isOpaque(token) && !isOurs(token) ? endpoint.verify(credential, question) : undefined;
    },
  };
}
