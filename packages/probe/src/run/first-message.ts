/** Other first messages than the dialect's own. */

/** A JSON text that holds the credential. */
const quoted = /"(?:[^"\\]|\\.)*\$CREDENTIAL(?:[^"\\]|\\.)*"/;
const member = /"([^"\\]*)"\s*:\s*"(?:[^"\\]|\\.)*\$CREDENTIAL(?:[^"\\]|\\.)*"\s*,?/g;

/** @returns the first message with other JSON in place of the credential; `undefined` where that is no JSON text */
export function withValue(template: string, json: string): string | undefined {
  return quoted.test(template) ? template.replace(quoted, () => json) : undefined;
}

/** @returns the first message without the member that is the credential; `undefined` where it is no member */
export function withoutMember(template: string): string | undefined {
  const without = template.replace(member, '').replace(/,\s*([}\]])/g, '$1');
  return without === template ? undefined : without;
}

/** Names of the members that are the credential. */
export function memberNames(template: string): string[] {
  return [...template.matchAll(member)].map(([, name = '']) => name);
}
