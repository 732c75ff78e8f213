/** How a server refuses credentials that are wrong in different ways; tried once for all checks that ask. */

import type { Dialect } from '../config/dialect.ts';
import type { Payload } from '../visit/payload.ts';
import { fillFirst } from '../visit/plan.ts';
import type { Visit } from '../visit/visit.ts';
import { type Entry, endingOf } from './entry.ts';
import { withoutCredential, withValue } from './first-message.ts';
import { oncePerRun } from './once.ts';
import { type Attempt, type Probe, sampleCredential } from './probe.ts';
import { partsBeforeSecret, spoil } from './spoil.ts';

/** Some servers make whoever guesses wait. How they end is the subject here, so they are waited for. */
const UNHURRIED_MS = 3000;

/** A shorter credential may be a part of any word. */
const SHORT = 8;

export interface RefusalSeen {
  /** `wrong` is a credential that is wrong, `missing` is none, `broken` is no credential message at all. */
  readonly kind: 'wrong' | 'missing' | 'broken';
  readonly label: string;
  readonly entry: Entry;
  /** What was presented. */
  readonly credential?: string;
}

export async function refusals(probe: Probe): Promise<readonly RefusalSeen[]> {
  const seen = await refuseOnce(probe);
  for (const { entry } of seen) {
    const { transcript } = entry.visit;
    if (!probe.evidence.includes(transcript)) probe.evidence.push(transcript);
  }
  return seen;
}

const refuseOnce = oncePerRun(async (probe: Probe): Promise<readonly RefusalSeen[]> => {
  const attempts: (Attempt & Pick<RefusalSeen, 'kind' | 'credential'>)[] = [];
  const { dialect, target } = probe;
  if (target.credential !== undefined) {
    const credential = await sampleCredential(probe);
    const before = credential.slice(0, partsBeforeSecret(credential));
    const secret = credential.slice(before.length);
    const wrong: [string, string][] = [
      ['a credential of the right shape', spoil(credential)],
      ['a credential of another shape', before.includes(':') ? `${before}x` : 'x'],
      ['half of a credential', `${before}${spoil(secret).slice(0, Math.ceil(secret.length / 2))}`],
    ];
    // Looked up by how it begins, as keys with a prefix are, a credential may be told apart only so.
    if (secret.length > SHORT) {
      wrong.push([
        'a credential whose end is wrong',
        `${before}${secret.slice(0, -4)}${spoil(secret).slice(-4)}`,
      ]);
    }
    if (before.includes(':')) wrong.push(['a user that does not exist', `nobody-${credential}`]);
    for (const [label, value] of wrong)
      attempts.push({ kind: 'wrong', label, credential: value, plan: await probe.planWith(value) });
  }
  const bare = await probe.planWith(undefined);
  if (dialect.carrier !== 'message') {
    attempts.push({ kind: 'missing', label: 'no credential', plan: { ...bare, certificate: false } });
  } else {
    const first = (
      kind: RefusalSeen['kind'],
      label: string,
      text: Payload | undefined,
      credential?: string,
    ) => {
      if (text === undefined) return;
      attempts.push({ kind, label, plan: { ...bare, first: text }, ...(credential && { credential }) });
    };
    const withTrue = withValue(dialect.first, 'true');
    first(
      'wrong',
      'true in place of the credential',
      withTrue && fillFirst(withTrue, await sampleCredential(probe)),
      'true',
    );
    first('missing', 'no credential', withoutCredential(dialect, await sampleCredential(probe)));
    first('broken', 'text that is no JSON', 'let me in, please');
    const wrong = await probe.wrongCredential(2);
    const broken = (await probe.planWith(wrong)).first?.slice(0, -1);
    first('broken', 'a broken message with a credential', broken, wrong);
  }
  const patienceMs = Math.max(probe.session.quietMs, UNHURRIED_MS);
  return probe.session.each(attempts, async (attempt) => ({
    ...attempt,
    entry: await probe.tryToEnter(attempt, patienceMs),
  }));
});

/**
 * Everything that a server told, apart from what an answer to a handshake always holds.
 *
 * @param others - names of fields to leave out, too, in lower case
 */
export function textsOf(visit: Visit, dialect: Dialect, others: readonly string[] = []): string[] {
  const leftOut = new Set(['date', 'server', 'sec-websocket-accept', ...others]);
  // A session's cookie that is set anew, and the subprotocol: its echo is the subject of another check.
  if (dialect.carrier === 'cookie') leftOut.add('set-cookie');
  if (dialect.carrier === 'subprotocol') leftOut.add('sec-websocket-protocol');
  const fields = [...(visit.head?.headers ?? [])].flatMap(([name, values]) =>
    leftOut.has(name) ? [] : values,
  );
  return [...fields, visit.body ?? '', ...said(visit), visit.close?.reason ?? ''].filter(
    (text) => text !== '',
  );
}

/** Messages to this connection. What holds a nonce is an answer, or what others say. */
function said({ messages }: Visit): string[] {
  return messages.filter((text) => !/n[\da-f]{16}/.test(text));
}

/** Whether the server told a refused client anything that it does not tell an honest one. */
export async function wasToldMore(probe: Probe, visit: Visit): Promise<boolean> {
  const honest = said((await probe.session.firstEntry()).visit).map(steady);
  return said(visit).some((text) => !honest.includes(steady(text)));
}

/**
 * How a refused attempt ended, without what differs from one to the next by chance.
 *
 * @param like - another ending: where this one is the same with what was presented in the place of `*`, it is that one
 */
export function comparable({ entry, credential = '' }: RefusalSeen, like = ''): string {
  const { visit } = entry;
  const body = visit.upgraded ? said(visit).join(' ') : (visit.body ?? '');
  const ending = [endingOf(entry), steady(body).slice(0, 200)].filter(Boolean).join(': ');
  // That it comes back is the subject of another check.
  if (ending === like.replaceAll('*', credential)) return like;
  return credential.length < SHORT ? ending : steady(ending.replaceAll(credential, '*'));
}

/** A text without ids, times and numbers of its own. */
function steady(text: string): string {
  return text.replace(/[\w-]{16,}|\d{6,}|\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '*');
}
