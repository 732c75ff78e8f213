/** What the server tells about itself, read with care: an older or foreign server may say less. */
import type { LabFacts } from '../protocol/lab.ts';
import { type MethodId, methodIds } from '../protocol/methods.ts';

/** Where this page's own server takes WebSockets. */
export const webSocketOrigin = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`;

/**
 * Asks the server which methods it serves, and where: all addresses are made complete.
 *
 * @returns undefined where it does not answer
 */
export async function readLab(): Promise<LabFacts | undefined> {
  const response = await fetch('/api/lab').catch(() => undefined);
  if (!response?.ok) return undefined;
  const told: unknown = await response.json().catch(() => undefined);
  const served = member(told, 'methods');
  const methods: Partial<Record<MethodId, string>> = {};
  for (const id of methodIds) {
    const address = member(served, id);
    if (typeof address === 'string' && URL.canParse(address, webSocketOrigin)) {
      methods[id] = new URL(address, webSocketOrigin).href;
    }
  }
  return {
    demo: member(told, 'demo') === true,
    methods,
    authServer: originOf(member(told, 'authServer')),
    exhibits: originOf(member(told, 'exhibits')),
  };
}

function originOf(value: unknown): string | null {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : null;
}

/** A member of what JSON has become, if it is an object that has it. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
