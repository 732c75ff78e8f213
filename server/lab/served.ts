/** Which methods are served, and where. */
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import type { Services } from '../connection/connection.ts';
import { methods } from '../methods/index.ts';
import type { Options } from '../options/options.ts';
import type { Endpoint } from '../upgrade/router.ts';
import { createEndpoint } from './endpoint.ts';

/** The one method with a port of its own: the question for a client certificate breaks some browsers' connections. */
export const CERTIFICATE_METHOD: MethodId = 'client-certificate';

/** All ten methods in a demonstration; otherwise those in the options. Without TLS there are no client certificates. */
export function servedMethods({ demo, method, tls }: Options): MethodId[] {
  return methodIds.filter(
    (id) => (demo || id === 'first-message' || method.includes(id)) && (tls || id !== CERTIFICATE_METHOD),
  );
}

/** The path of a method. */
export function methodPath(id: MethodId): string {
  return `/ws/${id}`;
}

/** The endpoint of each path. `first-message` is served at `/` as well. */
export function pathsOf(ids: readonly MethodId[], services: Services): Map<string, Endpoint> {
  const paths = new Map<string, Endpoint>();
  for (const id of ids) {
    const endpoint = createEndpoint(id, methods[id], services);
    paths.set(methodPath(id), endpoint);
    if (id === 'first-message') paths.set('/', endpoint);
  }
  return paths;
}
