/** What happens, and what the page says about it. Pure: no page, no socket. */

import type { Tone } from '@websocket-auth-lab/diagram';
import { parseTokenMessage } from '../../../protocol/messages.ts';
import { closes, outcomeOfClose } from '../../../protocol/outcomes.ts';
import type { Phase } from '../../reconnect/reconnector.ts';
import { controls, endings, log, retry } from '../../words/demo.ts';
import { explainClose } from '../../words/outcomes.ts';
import type { ConnectionEvent, Ending } from '../connection.ts';

/** A close that this page asked for, or that both agreed on, is no failure. */
export function toneOfEnding({ code, asked }: Ending): Tone {
  return asked || code === 1000 ? 'neutral' : 'bad';
}

/** The text for the output when a connection has ended. */
export function outputOfEnding({ reason, opened, asked }: Ending): string {
  if (!opened && !asked) return endings.notOpened;
  return `${endings.disconnected} ${reason}`.trimEnd();
}

/** What the server was shown first, as far as the page itself knows. */
export type Presented = keyof typeof endings.refused;

/**
 * What a first message shows the server.
 *
 * @param isTicket - whether the token in it is a ticket
 */
export function presentedBy(text: string, isTicket: boolean): Presented {
  const token = parseTokenMessage(text);
  if (!token.ok || token.value === '') return 'no token';
  return isTicket ? 'ticket' : 'token';
}

/**
 * What an ending means, and what to do next. The server says the same for every cause, and the page knows what it sent.
 *
 * @param presented - what the server was shown first
 * @param elsewhere - why it refused, where it told this page and nothing was wrong with what was sent
 */
export function explainEnding(
  { code, reason, opened, asked, refusal }: Ending,
  presented: Presented,
  elsewhere?: string,
): string {
  if (asked) return opened ? endings.ended : endings.stoppedBefore;
  if (opened) {
    const isRefusal = code === closes.unauthenticated.code && reason === closes.unauthenticated.reason;
    const why = isRefusal ? (elsewhere ?? endings.refused[presented]) : explainClose(code, reason);
    return endings.withCode(why, code);
  }
  if (refusal) return `${endings.http(refusal.status)} ${refusal.words}`.trimEnd();
  if (code !== 1006) return endings.withCode(explainClose(code, reason), code);
  return endings.oneOfThree;
}

/**
 * Whether the page comes back by itself. The table of outcomes decides, where anybody has said how it ended.
 *
 * Where nobody has, a first handshake that failed is left to the person: it may be one that can never succeed. After a
 * connection that was open the server is more likely away.
 *
 * @param returning - whether this was an attempt to come back
 */
export function comesBack({ code, reason, opened, asked, refusal }: Ending, returning: boolean): boolean {
  if (asked) return false;
  if (opened) return outcomeOfClose(code, reason).retry;
  return refusal?.retry ?? returning;
}

/** Why the page does not come back by itself; empty where nobody would expect it to. */
export function explainStaying({ code, opened, asked, refusal }: Ending): string {
  if (asked || code === 1000) return '';
  return opened || refusal ? retry.decided : retry.unknown;
}

/** What became of the connection, while the page means to come back. */
export function describeLoss({ opened }: Ending): string {
  return opened ? retry.lost : retry.notConnected;
}

/** What is done about it, in a sentence that goes on from the loss. */
export function describePhase(phase: Phase, leftMs = 0): string {
  switch (phase.type) {
    case 'idle':
      return '';
    case 'offline':
      return retry.offline(phase.attempt);
    case 'waiting':
      return retry.waiting(Math.max(1, Math.ceil(leftMs / 1000)), phase.attempt);
    case 'trying':
      return retry.trying(phase.attempt);
  }
}

/** The sign of a row of the log. */
export const logSigns = {
  opening: '·',
  opened: '·',
  sent: '→',
  notSent: '✗',
  received: '←',
  closing: '·',
  closed: '·',
} as const satisfies Readonly<Record<keyof typeof log.kinds, string>>;

/**
 * An event as the log has it.
 *
 * @param mask - hides what may not be shown of a message
 */
export function describeEvent(
  event: Exclude<ConnectionEvent, { type: 'authenticated' }>,
  mask: (text: string) => string,
): string {
  switch (event.type) {
    case 'opening':
      return log.opening(event.url.replace(/\?.*/, ''));
    case 'opened':
      return log.kinds.opened;
    case 'sent':
    case 'notSent':
      return mask(event.text);
    case 'received':
      return event.text;
    case 'closing':
      return log.closing;
    case 'closed':
      return log.closed(describeClose(event.ending));
  }
}

/** Code and reason as one line. */
export function describeClose({ code, reason }: Ending): string {
  return endings.code(code, reason);
}

/**
 * The address a page connects to, and what its scheme means.
 *
 * @param tls - the version in use, `TLSv1.3`, once it is known
 */
export function describeEndpoint(url: string, tls?: string): string {
  const encrypted = tls?.replace('TLSv', 'TLS ') ?? controls.encrypted;
  return `${url} · ${url.startsWith('wss:') ? encrypted : controls.notEncrypted}`;
}

/** What the ticket button says while its ticket is good for so many milliseconds. */
export function ticketLabel(leftMs: number | undefined): string {
  if (leftMs === undefined) return controls.ticket;
  return `${controls.ticket} · ${leftMs > 0 ? `${Math.ceil(leftMs / 1000)} s` : controls.expired}`;
}

/** Cuts a text that is too long to be read, and says how long it was. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : log.shortened(text.slice(0, limit), text.length);
}
