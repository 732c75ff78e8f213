/** Which methods are served, and where. */
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import type { Services } from '../connection/connection.ts';
import { methods } from '../methods/index.ts';
import type { Options } from '../options/options.ts';
import type { Endpoint } from '../upgrade/router.ts';
import { createEndpoint } from './endpoint.ts';

/** The one method whose port asks for a certificate, which browsers take badly. */
export const CERTIFICATE_METHOD: MethodId = 'client-certificate';

/** All ten in a demonstration; in a real service what was asked for. Without TLS there is no certificate. */
export function servedMethods({ demo, method, tls }: Options): MethodId[] {
  return methodIds.filter(
    (id) => (demo || id === 'first-message' || method.includes(id)) && (tls || id !== CERTIFICATE_METHOD),
  );
}

/** Where a method is served. */
export function methodPath(id: MethodId): string {
  return `/ws/${id}`;
}

/** Each method at its path; the PoC's also at `/`. */
export function pathsOf(ids: readonly MethodId[], services: Services): Map<string, Endpoint> {
  const paths = new Map<string, Endpoint>();
  for (const id of ids) {
    const endpoint = createEndpoint(id, methods[id], services);
    paths.set(methodPath(id), endpoint);
    if (id === 'first-message') paths.set('/', endpoint);
  }
  return paths;
}
