/** Messages that white space makes long, and whether a server took one. */

import type { Payload } from '../visit/payload.ts';
import type { Visit } from '../visit/visit.ts';
import { endOf } from './entry.ts';
import { type Finding, fail, notApplicable, Obstacle, pass } from './finding.ts';
import type { Probe } from './probe.ts';
import type { Expected } from './session.ts';

/**
 * Where a message takes white space and still means the same: inside its JSON, or behind it where it is none.
 *
 * @returns what stands before it and what behind it; `undefined` for bytes, which have no such place
 */
export function splitForSpace(message: Payload): readonly [string, string] | undefined {
  if (typeof message !== 'string') return undefined;
  const at = Math.max(message.lastIndexOf('}'), message.lastIndexOf(']'));
  return at < 0 ? [message, ''] : [message.slice(0, at), message.slice(at)];
}

export const noSpace = notApplicable(
  "This server's messages are bytes, which white space cannot make longer.",
);

/** @param what - the large message that was sent, as the beginning of a sentence */
export async function judgeLarge(
  probe: Probe,
  visit: Visit,
  { isAnswer }: Expected,
  what: string,
): Promise<Finding> {
  const isAnswered = () => visit.messages.some((text) => isAnswer(text));
  await visit.until(() => isAnswered() || !visit.isOpen, 10_000);
  if (isAnswered()) {
    visit.leave();
    return fail(`${what} was taken and answered.`);
  }
  const isServed = await probe.isServed(visit);
  const { isOpen } = visit;
  visit.leave();
  if (isServed) return fail(`${what} was taken, and the connection served on.`);
  if (isOpen) throw new Obstacle(`${what} was neither answered, nor was the connection ended.`);
  return pass(`The connection was ended: ${endOf(visit)}.`);
}
