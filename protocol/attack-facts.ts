/**
 * What a run of an attack tells, fact by fact, as it happens: `POST /run/<attack>?fixed=0|1` on the exhibits' origin
 * answers with server-sent events, each with one `RunEvent` as JSON. The facts come from the sockets that the attack
 * opens; credentials in them are masked, except where an exhibit is about their leaking.
 */
import { isNoteId, type NoteId, type Values } from './attack-words.ts';
import { type AttackName, type AttackParty, attackParties, isAttackName } from './exhibits.ts';
import { parseObject } from './messages.ts';

interface Between {
  readonly from: AttackParty;
  readonly to: AttackParty;
}

/** What happened, without its time. */
export type Happening =
  /** An HTTP request. Of its header fields those that this is about, as in `Origin: https://localhost:5681`. */
  | (Between & { readonly type: 'request'; readonly line: string; readonly fields: readonly string[] })
  | (Between & { readonly type: 'response'; readonly status: number; readonly fields: readonly string[] })
  | (Between & { readonly type: 'message'; readonly text: string; readonly isBinary: boolean })
  /** The connection is over; 1006 where no close frame came. */
  | (Between & { readonly type: 'close'; readonly code: number; readonly reason: string })
  /** What no single message shows. With `to` it is something that went from one to the other. */
  | {
      readonly type: 'note';
      readonly from: AttackParty;
      readonly to?: AttackParty;
      readonly note: NoteId;
      readonly values: Values;
      /** From now on nothing happens for so many milliseconds. */
      readonly waitMs?: number;
    };

/** @property at - milliseconds since the run began */
export type AttackFact = Happening & { readonly at: number };

/** How a run ended. The sentence for it stands in attack-words.ts. */
export interface Verdict {
  /** The attacker got what they wanted. */
  readonly succeeded: boolean;
  readonly values: Values;
}

/** An attack at one of its two positions. */
export interface Position {
  readonly name: AttackName;
  /** Played against the fix, not against the twin. */
  readonly fixed: boolean;
}

export type RunEvent =
  /** Another one is being played, and this one begins when that is over. */
  | { readonly type: 'waiting'; readonly behind: Position }
  /** @property run - names this run and no other */
  | { readonly type: 'began'; readonly run: string }
  | { readonly type: 'fact'; readonly fact: AttackFact }
  /** What an echo of an honest client took just now, in milliseconds. */
  | { readonly type: 'measured'; readonly echoMs: number }
  /** @property holds - what the attacker has taken is kept until this stream is left, or another run needs the place */
  | { readonly type: 'ended'; readonly verdict: Verdict; readonly holds: boolean }
  | { readonly type: 'released' }
  /** It could not be tried. The words are the server's. */
  | { readonly type: 'failed'; readonly problem: string };

/** Reads one event; undefined for what a later server may tell and this page does not know. */
export function parseRunEvent(text: string): RunEvent | undefined {
  const parsed = parseObject(text);
  if (!parsed.ok) return undefined;
  const event = parsed.value;
  const type = memberOf(event, 'type');
  switch (type) {
    case 'waiting': {
      const behind = memberOf(event, 'behind');
      const name = memberOf(behind, 'name');
      const fixed = memberOf(behind, 'fixed');
      const isKnown = typeof name === 'string' && isAttackName(name) && typeof fixed === 'boolean';
      return isKnown ? { type, behind: { name, fixed } } : undefined;
    }
    case 'began': {
      const run = memberOf(event, 'run');
      return typeof run === 'string' ? { type, run } : undefined;
    }
    case 'fact': {
      const fact = readFact(memberOf(event, 'fact'));
      return fact && { type, fact };
    }
    case 'measured': {
      const echoMs = memberOf(event, 'echoMs');
      return typeof echoMs === 'number' ? { type, echoMs } : undefined;
    }
    case 'ended': {
      const verdict = memberOf(event, 'verdict');
      const succeeded = memberOf(verdict, 'succeeded');
      if (typeof succeeded !== 'boolean') return undefined;
      const values = readValues(memberOf(verdict, 'values'));
      return { type, verdict: { succeeded, values }, holds: memberOf(event, 'holds') === true };
    }
    case 'released':
      return { type };
    case 'failed': {
      const problem = memberOf(event, 'problem');
      return typeof problem === 'string' ? { type, problem } : undefined;
    }
  }
  return undefined;
}

function readFact(value: unknown): AttackFact | undefined {
  const at = memberOf(value, 'at');
  const from = readParty(memberOf(value, 'from'));
  const to = readParty(memberOf(value, 'to'));
  const type = memberOf(value, 'type');
  if (typeof at !== 'number' || from === undefined) return undefined;
  if (type === 'note') {
    const note = memberOf(value, 'note');
    const waitMs = memberOf(value, 'waitMs');
    if (!isNoteId(note)) return undefined;
    return {
      type,
      at,
      from,
      ...(to && { to }),
      note,
      values: readValues(memberOf(value, 'values')),
      ...(typeof waitMs === 'number' && { waitMs }),
    };
  }
  if (to === undefined) return undefined;
  switch (type) {
    case 'request':
      return {
        type,
        at,
        from,
        to,
        line: textOf(value, 'line'),
        fields: readTexts(memberOf(value, 'fields')),
      };
    case 'response': {
      const status = memberOf(value, 'status');
      const fields = readTexts(memberOf(value, 'fields'));
      return typeof status === 'number' ? { type, at, from, to, status, fields } : undefined;
    }
    case 'message': {
      const isBinary = memberOf(value, 'isBinary') === true;
      return { type, at, from, to, text: textOf(value, 'text'), isBinary };
    }
    case 'close': {
      const code = memberOf(value, 'code');
      const reason = textOf(value, 'reason');
      return typeof code === 'number' ? { type, at, from, to, code, reason } : undefined;
    }
  }
  return undefined;
}

function readParty(value: unknown): AttackParty | undefined {
  return attackParties.find((party) => party === value);
}

function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function readValues(value: unknown): Values {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(members.filter(([, one]) => typeof one === 'string' || typeof one === 'number'));
}

function textOf(value: unknown, name: string): string {
  const text = memberOf(value, name);
  return typeof text === 'string' ? text : '';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
