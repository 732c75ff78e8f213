/** What the server tells about itself, read with care: an older or foreign server may say less. */
import type { LabFacts } from '../../protocol/lab.ts';
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import { webSocketOrigin } from './origin.ts';

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
    const url = typeof address === 'string' ? parseUrl(address, webSocketOrigin) : undefined;
    if (url) methods[id] = url.href;
  }
  return {
    demo: member(told, 'demo') === true,
    methods,
    authServer: originOf(member(told, 'authServer')),
    exhibits: originOf(member(told, 'exhibits')),
    room: originOf(member(told, 'room')),
    signIn: signInOf(member(told, 'signIn')),
  };
}

/** Milliseconds before the second question, and at most before any other; each pause is twice the one before. */
const PAUSE_MS = 500;
const MAX_PAUSE_MS = 8000;

/**
 * The same, asked until there is an answer: a page that missed it once would be the poorer for it until it is loaded
 * again.
 *
 * @param missed - called whenever there was none
 */
export async function awaitLab(missed: () => void): Promise<LabFacts> {
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const lab = await readLab();
    if (lab) return lab;
    missed();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function signInOf(value: unknown): LabFacts['signIn'] {
  const [issuers, clientId] = [member(value, 'issuers'), member(value, 'clientId')];
  if (!Array.isArray(issuers) || typeof clientId !== 'string') return null;
  return { clientId, issuers: issuers.filter((issuer) => typeof issuer === 'string' && parseUrl(issuer)) };
}

function originOf(value: unknown): string | null {
  return (typeof value === 'string' && parseUrl(value)?.origin) || null;
}

/** Browsers that are old enough have no `URL.canParse`. */
function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** A member of what JSON has become, if it is an object that has it. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
