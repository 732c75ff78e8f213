/** Other first messages than the dialect's own. */
import type { MessageDialect } from '../config/dialect.ts';
import type { Template } from '../config/template.ts';
import type { Payload } from '../visit/payload.ts';
import { fillFirst } from '../visit/plan.ts';

/** A JSON text that holds the credential. */
const quoted = /"(?:[^"\\]|\\.)*\$CREDENTIAL(?!_USER)(?:[^"\\]|\\.)*"/;
const member = /"([^"\\]*)"\s*:\s*"(?:[^"\\]|\\.)*\$CREDENTIAL(?!_USER)(?:[^"\\]|\\.)*"\s*,?/g;

/** @returns the first message with other JSON in place of the credential; `undefined` where that is no JSON text */
export function withValue(template: Template, json: string): string | undefined {
  return typeof template === 'string' && quoted.test(template)
    ? template.replace(quoted, () => json)
    : undefined;
}

/**
 * @param credential - whose client it is, where the message tells that, too
 * @returns the first message of a client that shows no credential; `undefined` where nothing says what that is
 */
export function withoutCredential(
  { first, anonymous }: MessageDialect,
  credential: string,
): Payload | undefined {
  const template = anonymous ?? (typeof first === 'string' ? withoutMember(first) : undefined);
  return template === undefined ? undefined : fillFirst(template, credential);
}

/** @returns the first message without the member that is the credential; `undefined` where it is no member */
export function withoutMember(template: string): string | undefined {
  const without = template.replace(member, '').replace(/,\s*([}\]])/g, '$1');
  return without === template ? undefined : without;
}

/** Names of the members that are the credential. */
export function memberNames(template: Template): string[] {
  if (typeof template !== 'string') return [];
  return [...template.matchAll(member)].map(([, name = '']) => name);
}
