/** Handshake under the glass: which headers of a WebSocket handshake protect something, and which only look like it. */
import { others, reasons, table, type Worth } from '../../words/handshake.ts';

export interface Judgement {
  readonly worth: Worth;
  /** Why, in one sentence. */
  readonly reason: string;
}

/** What is worth more than nothing. */
const worthOf: ReadonlyMap<string, Worth> = new Map([
  ['origin', 'partly'],
  ['cookie', 'security'],
  ['authorization', 'security'],
  ['strict-transport-security', 'security'],
]);

/** Sums a table up. */
export function sumUp(what: string, names: readonly string[]): string {
  const worths = names.map((name) => judge(name).worth);
  const secure = worths.filter((worth) => worth === 'security').length;
  return table.sum(names.length, what, secure, worths.includes('partly'));
}

/** Judges one header field of a handshake. */
export function judge(name: string): Judgement {
  const field = name.toLowerCase();
  const reason = isKnown(field) ? reasons[field] : field.startsWith('sec-') ? others.sec : others.ordinary;
  return { worth: worthOf.get(field) ?? 'none', reason };
}

function isKnown(field: string): field is keyof typeof reasons {
  return Object.hasOwn(reasons, field);
}
