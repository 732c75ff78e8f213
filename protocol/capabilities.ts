/**
 * Capabilities: scopes (RFC 6749, section 3.3) that say what their holder may do on which channels, such as
 * `publish:room:lobby` or `history:room:*`. Nothing is allowed that no scope names.
 */

/** What can be done on a channel. Each needs a capability of its own. */
export const operations = ['subscribe', 'publish', 'presence', 'history'] as const;

export type Operation = (typeof operations)[number];

/** Longest name of a channel, in characters. */
export const MAX_CHANNEL_LENGTH = 64;

const channelName = /^[a-z0-9-]+(?::[a-z0-9-]+)*$/;

/** Whether a text may be the name of a channel: segments of lower-case letters, digits and `-`, with `:` between them. */
export function isChannelName(text: string): boolean {
  return text.length <= MAX_CHANNEL_LENGTH && channelName.test(text);
}

/** The capability that an operation on a channel needs. */
export function capabilityFor(operation: Operation, channel: string): string {
  return `${operation}:${channel}`;
}

/**
 * Whether one scope covers a capability, or another scope.
 *
 * A `*` stands only at the end, and for whole segments, at least one: `subscribe:room:*` covers `subscribe:room:1` and
 * `subscribe:room:1:2`, but neither `subscribe:room` nor `subscribe:room10`. A `*` anywhere else is a character like any
 * other, and since no channel's name holds one, such a scope covers no channel.
 *
 * @param wanted - `<operation>:<channel>`, or a scope that is asked for
 */
export function covers(scope: string, wanted: string): boolean {
  if (scope === wanted) return true;
  if (!scope.endsWith(':*')) return false;
  const below = scope.slice(0, -1);
  return wanted.length > below.length && wanted.startsWith(below);
}

/** Whether a scope can cover a channel at all: its `*` stands where it means something. */
export function isCapability(scope: string): boolean {
  const [operation, ...segments] = scope.split(':');
  if (!operations.some((known) => known === operation)) return false;
  if (segments.at(-1) === '*') segments.pop();
  return segments.length === 0 ? scope.endsWith(':*') : isChannelName(segments.join(':'));
}

/** Whether any of the scopes allows an operation on a channel. */
export function allows(scopes: readonly string[], operation: Operation, channel: string): boolean {
  const wanted = capabilityFor(operation, channel);
  return scopes.some((scope) => covers(scope, wanted));
}
