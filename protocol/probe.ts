/**
 * What the exhibits tell a page about the probe. `GET /probe` on their origin answers with a `ProbeList`;
 * `POST /probe/lab/<method>` and `POST /probe/zoo/<animal>` have the probe run, and answer with server-sent events, each
 * with one `ProbeEvent` as JSON. The sentences are the probe's own, in English, and hold no credential.
 */
import { parseObject } from './messages.ts';

export const probeKinds = ['lab', 'zoo'] as const;

/** A method of this lab, or an animal of the zoo: a server with one fault. */
export interface ProbeTarget {
  readonly kind: (typeof probeKinds)[number];
  readonly name: string;
}

export interface AnimalFacts {
  /** The check that finds its fault, whose name it has. */
  readonly name: string;
  /** The fault, as the end of the sentence "The server …". */
  readonly fault: string;
}

export interface ProbeList {
  readonly lab: readonly string[];
  readonly zoo: readonly AnimalFacts[];
}

/** One line of the exchange that shows a fault. */
export interface ProbeRow {
  /** Milliseconds since the connection was begun. */
  readonly at: number;
  /** `band`: a state of both sides, such as the beginning of the connection. */
  readonly kind: 'arrow' | 'band';
  readonly from: 'probe' | 'server';
  readonly label: string;
  /** The label is what was on the wire. */
  readonly literal: boolean;
  readonly aside: string;
}

export const probeVerdicts = ['pass', 'fail', 'n.a.', 'inconclusive'] as const;

export type ProbeVerdict = (typeof probeVerdicts)[number];

/** The verdict of one check. */
export interface ProbeFinding {
  readonly id: string;
  readonly level: string;
  readonly verdict: ProbeVerdict;
  readonly summary: string;
  readonly why: string;
  readonly mend: string;
  /** It is known to fail, and by design. */
  readonly isKnown: boolean;
  /** Empty where nothing failed. */
  readonly rows: readonly ProbeRow[];
}

export type ProbeEvent =
  /** Another run goes on, and this one begins when that is over. */
  | { readonly type: 'waiting'; readonly behind: ProbeTarget }
  /** @property checks - how many verdicts there will be */
  | { readonly type: 'began'; readonly url: string; readonly checks: number }
  | { readonly type: 'finding'; readonly finding: ProbeFinding }
  | { readonly type: 'ended'; readonly seconds: number; readonly connections: number }
  /** It could not be tried. The words are the server's. */
  | { readonly type: 'failed'; readonly problem: string };

/** Reads one event; undefined for what a later server may tell and this page does not know. */
export function parseProbeEvent(text: string): ProbeEvent | undefined {
  const event = objectOf(text);
  const type = memberOf(event, 'type');
  switch (type) {
    case 'waiting': {
      const behind = readTarget(memberOf(event, 'behind'));
      return behind && { type, behind };
    }
    case 'began': {
      const [url, checks] = [memberOf(event, 'url'), memberOf(event, 'checks')];
      return typeof url === 'string' && typeof checks === 'number' ? { type, url, checks } : undefined;
    }
    case 'finding': {
      const finding = readFinding(memberOf(event, 'finding'));
      return finding && { type, finding };
    }
    case 'ended': {
      const [seconds, connections] = [memberOf(event, 'seconds'), memberOf(event, 'connections')];
      const isKnown = typeof seconds === 'number' && typeof connections === 'number';
      return isKnown ? { type, seconds, connections } : undefined;
    }
    case 'failed': {
      const problem = memberOf(event, 'problem');
      return typeof problem === 'string' ? { type, problem } : undefined;
    }
  }
  return undefined;
}

/** Reads the list of what can be probed; empty where it is none. */
export function parseProbeList(text: string): ProbeList {
  const list = objectOf(text);
  const lab = listOf(memberOf(list, 'lab')).filter((name) => typeof name === 'string');
  const zoo = listOf(memberOf(list, 'zoo')).map((animal) => ({
    name: textOf(animal, 'name'),
    fault: textOf(animal, 'fault'),
  }));
  return { lab, zoo };
}

function readTarget(value: unknown): ProbeTarget | undefined {
  const kind = probeKinds.find((one) => one === memberOf(value, 'kind'));
  return kind && { kind, name: textOf(value, 'name') };
}

function readFinding(value: unknown): ProbeFinding | undefined {
  const verdict = probeVerdicts.find((one) => one === memberOf(value, 'verdict'));
  return (
    verdict && {
      id: textOf(value, 'id'),
      level: textOf(value, 'level'),
      verdict,
      summary: textOf(value, 'summary'),
      why: textOf(value, 'why'),
      mend: textOf(value, 'mend'),
      isKnown: memberOf(value, 'isKnown') === true,
      rows: listOf(memberOf(value, 'rows')).map(readRow),
    }
  );
}

function readRow(value: unknown): ProbeRow {
  return {
    at: Number(memberOf(value, 'at')) || 0,
    kind: memberOf(value, 'kind') === 'band' ? 'band' : 'arrow',
    from: memberOf(value, 'from') === 'server' ? 'server' : 'probe',
    label: textOf(value, 'label'),
    literal: memberOf(value, 'literal') === true,
    aside: textOf(value, 'aside'),
  };
}

function objectOf(text: string): object | undefined {
  const parsed = parseObject(text);
  return parsed.ok ? parsed.value : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textOf(value: unknown, name: string): string {
  const text = memberOf(value, name);
  return typeof text === 'string' ? text : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
