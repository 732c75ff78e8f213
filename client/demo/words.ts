/** Everything the page says in words. Pure: no page, no socket. */
import { parseTokenMessage } from '../../protocol/messages.ts';
import { closes, explainClose, outcomeOfClose } from '../../protocol/outcomes.ts';
import type { Tone } from '../diagram/rows.ts';
import type { Phase } from '../reconnect/reconnector.ts';
import type { ConnectionEvent, Ending, State } from './connection.ts';

/** The state as a person reads it. */
export const stateNames: Readonly<Record<State, string>> = {
  disconnected: 'Disconnected',
  connecting: 'Connecting',
  authenticating: 'Authenticating',
  connected: 'Connected',
  disconnecting: 'Disconnecting',
  reconnecting: 'Reconnecting',
};

/** What the state means; how a connection ended is for `explainEnding`. */
export const stateExplanations: Readonly<Record<State, string>> = {
  disconnected: 'Connect with the valid token, then with the wrong one, and compare.',
  connecting: 'Asking the server for a WebSocket.',
  authenticating: 'The socket is open, and nobody may speak before the server has accepted a token.',
  connected: 'Authenticated: now both may speak. The server echoes what you send.',
  disconnecting: 'Waiting for the server to answer the close frame.',
  reconnecting: 'The connection is gone, and the page comes back by itself.',
};

/** The state while the server says nothing although it should. */
export function describeSilence(silentMs: number): string {
  return `The server has been silent for ${Math.floor(silentMs / 1000)} s`;
}

/** What that means. It is read aloud, so it does not count. */
export const silenceExplanation =
  'It may be stopped, too busy, or out of reach. The page waits, and goes on as soon as the server speaks again.';

/** A close that this page asked for, or that both agreed on, is no failure. */
export function toneOfEnding({ code, asked }: Ending): Tone {
  return asked || code === 1000 ? 'neutral' : 'bad';
}

/** The text for the output when a connection has ended. */
export function outputOfEnding({ reason, opened, asked }: Ending): string {
  if (!opened && !asked) return 'Error: the connection could not be opened.';
  return `Disconnected. ${reason}`.trimEnd();
}

/** What the server was shown first, as far as the page itself knows. */
export type Presented = 'nothing' | 'no token' | 'token' | 'ticket';

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

/** A refusal as it looks from here: the server says the same for every cause, and the page knows what it sent. */
const refusalsOf: Readonly<Record<Presented, string>> = {
  nothing: 'Nothing was sent in time, so the server ended it. Send the token as the first message.',
  'no token': 'There was no token in the first message. Send one first, then anything else.',
  token: 'The server did not accept the token. Check the token, then connect again.',
  ticket:
    'The server did not accept the ticket: it is used up, or too old. Take a fresh one, then connect again.',
};

/** Where the server tells this page of a cause that lies elsewhere. */
const refusalsBecause: Readonly<Record<string, string>> = {
  'verification failed':
    'The auth server could not be asked, and then nobody is let in. Try again in a moment.',
  'verification too slow': 'The auth server did not answer before the deadline. Try again in a moment.',
  'first message too long': 'The first message was too long to be a token. Send a shorter one.',
};

/**
 * What an ending means, and what to do next.
 *
 * @param presented - what the server was shown first
 * @param cause - why it refused, where it told this page
 */
export function explainEnding(
  { code, reason, opened, asked, refusal }: Ending,
  presented: Presented,
  cause?: string,
): string {
  if (asked) return opened ? 'You ended the connection.' : 'You stopped it before the connection was open.';
  if (opened) {
    const isRefusal = code === closes.unauthenticated.code && reason === closes.unauthenticated.reason;
    const why = isRefusal
      ? (refusalsBecause[cause ?? ''] ?? refusalsOf[presented])
      : explainClose(code, reason);
    return `${why} (Close code ${code}.)`;
  }
  if (refusal)
    return `The server refused the handshake with HTTP ${refusal.status}. ${refusal.words}`.trimEnd();
  if (code !== 1006) return `${explainClose(code, reason)} (Close code ${code}.)`;
  return (
    'One of three: the server refused the handshake, this browser does not accept its certificate, or nothing ' +
    'answers at this address. The page is told only close code 1006, whichever it was.'
  );
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
  return opened || refusal
    ? 'The page does not try again by itself: this was the server’s decision, not a lost connection.'
    : 'The page does not try again by itself: it cannot know whether it was refused.';
}

/** Why the page does not come back, where a person or the auth server decided. */
export const stopped = 'You stopped it. The page does not try again by itself.';
export const noFreshTicket = 'The page does not try again by itself: it got no fresh ticket.';

export const outOfReach = 'The auth server is out of reach.';
export const cameBack = 'The connection is back.';
export const signedOut = 'Signed out.';

export function signedInAs(user: string): string {
  return `Signed in as ${user}.`;
}

/** The text for the output when something went wrong before there was a connection. */
export function outputOfProblem(problem: string): string {
  return `Error: ${problem}`;
}

/** What became of the connection, while the page means to come back. */
export function describeLoss({ opened }: Ending): string {
  return opened ? 'Connection lost.' : 'Not connected.';
}

/** What is done about it, in a sentence that goes on from the loss. */
export function describePhase(phase: Phase, leftMs = 0): string {
  switch (phase.type) {
    case 'idle':
      return '';
    case 'offline':
      return `Waiting for the network (attempt ${phase.attempt}).`;
    case 'waiting':
      return `Trying again in ${Math.max(1, Math.ceil(leftMs / 1000))} s (attempt ${phase.attempt}).`;
    case 'trying':
      return `Trying again now (attempt ${phase.attempt}).`;
  }
}

/**
 * What to try when the handshake failed.
 *
 * @param origin - where the page came from, `https://…` or `http://…`
 */
export function adviseOnFailure(origin: string): { link: string; after: string } {
  const link = `Open ${origin}/ in a new tab`;
  const start = 'if it does not load, start the server. Then connect again.';
  if (!origin.startsWith('https:')) return { link, after: `: ${start}` };
  return { link, after: `: if it warns about the certificate, accept it there; ${start}` };
}

/** The sign of a row of the log, and the same in a word for those who do not see it. */
export const logKinds = {
  opening: ['·', 'opening'],
  opened: ['·', 'open'],
  sent: ['→', 'sent'],
  notSent: ['✗', 'not sent'],
  received: ['←', 'received'],
  closing: ['·', 'closing'],
  closed: ['·', 'closed'],
} as const;

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
      return `opening ${event.url.replace(/\?.*/, '')}`;
    case 'opened':
      return 'open';
    case 'sent':
    case 'notSent':
      return mask(event.text);
    case 'received':
      return event.text;
    case 'closing':
      return 'closing, asked by this page';
    case 'closed':
      return `closed, ${describeClose(event.ending)}`;
  }
}

/** Code and reason as one line. */
export function describeClose({ code, reason }: Ending): string {
  return reason === '' ? `code ${code}` : `code ${code}, ${reason}`;
}

/**
 * The address a page connects to, and what its scheme means.
 *
 * @param tls - the version in use, `TLSv1.3`, once it is known
 */
export function describeEndpoint(url: string, tls?: string): string {
  const encrypted = tls?.replace('TLSv', 'TLS ') ?? 'encrypted';
  return `${url} · ${url.startsWith('wss:') ? encrypted : 'not encrypted'}`;
}

/** What it means to be in, for a server that says who. */
export function explainAuthenticated(user: string): string {
  return stateExplanations.connected.replace(':', ` as ${user}:`);
}

/** What the ticket button says while its ticket is good for so many milliseconds. */
export function ticketLabel(leftMs: number | undefined): string {
  if (leftMs === undefined) return 'fresh ticket';
  return leftMs > 0 ? `fresh ticket · ${Math.ceil(leftMs / 1000)} s` : 'fresh ticket · expired';
}

/** Cuts a text that is too long to be read, and says how long it was. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… (${text.length} characters)`;
}

/** What the button for the next row says. */
export function nextLabel(heldBack: number): string {
  return heldBack === 0 ? 'next' : `next (${heldBack})`;
}

export function savingFailed(problem: string): string {
  return `That did not work: ${problem}`;
}
