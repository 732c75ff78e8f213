/** What the page has to show for each method: a valid credential, and one that is not. */
import { alice } from '../../protocol/demo-users.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { AuthClient } from '../api/auth.ts';
import { browserKey } from '../api/proof-key.ts';
import type { Credential, CredentialKind } from '../methods/method.ts';
import { makeProofKey, proveWith } from '../methods/proof.ts';

export interface Credentials {
  /** @throws AuthError */
  valid(kind: CredentialKind, method: MethodId): Promise<Credential>;
  /** @throws AuthError */
  invalid(kind: CredentialKind, method: MethodId): Promise<Credential>;
}

export function createCredentials({ session, ticket, accessToken, boundToken }: AuthClient): Credentials {
  let usedTicket: string | undefined;

  async function freshTicket(method: MethodId): Promise<string> {
    const { value } = await ticket(method);
    usedTicket = value;
    return value;
  }

  return {
    async valid(kind, method) {
      switch (kind) {
        case 'token':
          return { kind, token: DEMO_TOKEN };
        case 'ticket':
          return { kind, ticket: await freshTicket(method) };
        case 'session':
          return { kind, csrfToken: await session() };
        case 'password':
          return { kind, ...alice };
        case 'access token':
          return { kind, accessToken: await accessToken() };
        case 'bound token': {
          const prove = proveWith(await browserKey());
          return { kind, accessToken: await boundToken(prove), prove };
        }
      }
    },
    async invalid(kind, method) {
      switch (kind) {
        case 'token':
          return { kind, token: '00000000-0000-4000-8000-000000000000' };
        case 'ticket':
          return { kind, ticket: usedTicket ?? (await freshTicket(method)) };
        case 'session':
          // Signed in, so that the cookie is there and only the proof is forged.
          return { kind, csrfToken: `${(await session()).slice(0, -6)}forged` };
        case 'password':
          return { kind, user: alice.user, password: 'wonderland' };
        case 'access token':
          return { kind, accessToken: `${(await accessToken()).slice(0, -6)}forged` };
        case 'bound token': {
          const accessToken = await boundToken(proveWith(await browserKey()));
          // As somebody who has stolen a good token would: with a key of their own.
          return { kind, accessToken, prove: proveWith(await makeProofKey()) };
        }
      }
    },
  };
}
