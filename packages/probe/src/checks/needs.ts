/** What a check needs, and why it does not apply where that is missing. */
import type { Carrier } from '../config/dialect.ts';
import type { Target } from '../config/settings.ts';

export interface Circumstances {
  readonly target: Target;
  /** Whether the server's address is this machine's own. */
  readonly loopback: boolean;
}

/** A browser adds such a credential by itself, whoever opened the connection. */
export function isAmbient({ dialect }: Target): boolean {
  return (
    dialect.carrier === 'cookie' ||
    dialect.carrier === 'certificate' ||
    dialect.carrier === 'none' ||
    (dialect.carrier === 'header' &&
      (/^cookie$/i.test(dialect.header) || /^(?:basic|digest|negotiate|ntlm)\s/i.test(dialect.value)))
  );
}

const carriedBy = (carrier: Carrier, words: string) => ({
  words: `a credential ${words}`,
  missing: ({ target }: Circumstances) =>
    target.dialect.carrier === carrier ? undefined : `The credential does not travel ${words}.`,
});

const configured = (words: string, has: (target: Target) => boolean) => ({
  words: `${words} configured`,
  missing: ({ target }: Circumstances) => (has(target) ? undefined : `Not configured: ${words}.`),
});

const needs = {
  wss: {
    words: 'wss',
    missing: ({ target }: Circumstances) =>
      target.url.protocol === 'wss:' ? undefined : 'There is no TLS: the URL is ws.',
  },
  ws: {
    words: 'ws',
    missing: ({ target }: Circumstances) =>
      target.url.protocol === 'ws:'
        ? undefined
        : 'The connection is encrypted, so nothing can be read or changed on the way.',
  },
  loopback: {
    words: 'a loopback address',
    missing: ({ loopback }: Circumstances) => (loopback ? undefined : 'The server is not on this machine.'),
  },
  remote: {
    words: 'an address beyond this machine',
    missing: ({ loopback }: Circumstances) =>
      loopback ? 'The connection does not leave this machine.' : undefined,
  },
  ambient: {
    words: 'a credential that browsers add by themselves, or none',
    missing: ({ target }: Circumstances) =>
      isAmbient(target)
        ? undefined
        : 'No browser adds this credential by itself, so a foreign page has none to ride on: a missing check of Origin is no fault here.',
  },
  credential: {
    words: 'a credential',
    missing: ({ target }: Circumstances) =>
      target.dialect.carrier === 'none' ? 'This server asks for no credential.' : undefined,
  },
  secret: {
    words: 'a credential that is a text',
    missing: ({ target }: Circumstances) =>
      target.credential ? undefined : 'There is no credential that is a text.',
  },
  none: {
    words: 'a server that asks for no credential',
    missing: ({ target }: Circumstances) =>
      target.dialect.carrier === 'none' ? undefined : 'This server asks for a credential.',
  },
  message: carriedBy('message', 'in a message'),
  subprotocol: carriedBy('subprotocol', 'as a subprotocol'),
  handshake: {
    words: 'a credential in the handshake',
    missing: ({ target }: Circumstances) =>
      target.dialect.carrier === 'message' ? 'The credential travels in a message.' : undefined,
  },
  'not in the URL': {
    words: 'a credential outside the URL',
    missing: ({ target }: Circumstances) =>
      target.dialect.carrier === 'query'
        ? 'This server takes its credential from the URL by design.'
        : undefined,
  },
  origin: configured('origin', ({ origin }) => origin !== undefined),
  second: configured('second', ({ second }) => second !== undefined),
  users: configured(
    'user, and an answer with $USER',
    ({ user, answer }) => user !== undefined && answer.includes('$USER'),
  ),
  ticket: configured('ticket', ({ ticket }) => ticket !== undefined),
  expiring: configured('expiring', ({ expiring }) => expiring !== undefined),
  revoke: configured('revoke', ({ revoke }) => revoke !== undefined),
} as const;

export type Need = keyof typeof needs;

/** What is needed, in words for a list. */
export const wordsOf = (need: Need): string => needs[need].words;

/** Why a check does not apply, or undefined. */
export function missingNeed(wanted: readonly Need[], circumstances: Circumstances): string | undefined {
  for (const need of wanted) {
    const missing = needs[need].missing(circumstances);
    if (missing !== undefined) return missing;
  }
  return undefined;
}
