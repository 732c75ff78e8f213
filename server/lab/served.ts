/** Which methods are served, and where. */
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import type { Services } from '../connection/connection.ts';
import { methods } from '../methods/index.ts';
import type { Options } from '../options/options.ts';
import type { Endpoint } from '../upgrade/router.ts';
import { createEndpoint } from './endpoint.ts';

/** The one method with a port of its own: the question for a client certificate breaks some browsers' connections. */
export const CERTIFICATE_METHOD: MethodId = 'client-certificate';

/** The one method for which this server itself must know what an access token is bound to. */
export const PROOF_METHOD: MethodId = 'proof-message';

/** Why PROOF_METHOD is not served. */
export const NO_PROOFS =
  'proof-message is not served with --auth-server: what that server answers about a token does not say to which key it is bound';

/**
 * All eleven methods in a demonstration; otherwise those in the options. Without TLS there are no client certificates,
 * and an auth server elsewhere does not say to which key a token is bound.
 */
export function servedMethods({ demo, method, tls, authServer }: Options): MethodId[] {
  return methodIds.filter(
    (id) =>
      (demo || id === 'first-message' || method.includes(id)) &&
      (tls || id !== CERTIFICATE_METHOD) &&
      (authServer === undefined || id !== PROOF_METHOD),
  );
}

/** The path of a method. */
export function methodPath(id: MethodId): string {
  return `/ws/${id}`;
}

/** The endpoint of each method's path. `first-message` is served at `/` as well. */
export function pathsOf(ids: readonly MethodId[], services: Services): Map<string, Endpoint> {
  const paths = new Map<string, Endpoint>();
  for (const id of ids) {
    const endpoint = createEndpoint(id, methods[id], services);
    paths.set(methodPath(id), endpoint);
    if (id === 'first-message') paths.set('/', endpoint);
  }
  return paths;
}
