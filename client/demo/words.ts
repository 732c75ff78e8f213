/** Everything the page says in words. Pure: no page, no socket. */
import { explainClose, outcomeOfClose } from '../../protocol/outcomes.ts';
import type { Tone } from '../diagram/rows.ts';
import type { Phase } from '../reconnect/reconnector.ts';
import type { Ending, State } from './connection.ts';

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
  connected: 'The server accepted the token: now both may speak. It echoes what you send.',
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

/** What an ending means, and what to do next. */
export function explainEnding({ code, reason, opened, asked, refusal }: Ending): string {
  if (asked) return opened ? 'You ended the connection.' : 'You stopped it before the connection was open.';
  if (opened) return `${explainClose(code, reason)} (Close code ${code}.)`;
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
  return `Authenticated as ${user}: now both may speak. The server echoes what you send.`;
}

/** What the ticket button says while its ticket is good for so many milliseconds. */
export function ticketLabel(leftMs: number | undefined): string {
  if (leftMs === undefined) return 'fresh ticket';
  return leftMs > 0 ? `fresh ticket · ${Math.ceil(leftMs / 1000)} s` : 'fresh ticket · expired';
}

/** Milliseconds as `0.42 s`. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Cuts a text that is too long to be read, and says how long it was. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… (${text.length} characters)`;
}
