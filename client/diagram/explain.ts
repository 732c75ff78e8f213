/** What each fact means, in a student's words. */
import { AUTHENTICATED_TEXT, INVALID_JSON_TEXT } from '../../protocol/messages.ts';
import { explainClose } from '../../protocol/outcomes.ts';
import { type CheckRefusal, type FrameFacts, opcodeNames } from '../../protocol/trace.ts';

/** How far a connection has come when a frame crosses the wire. */
export type Stage = 'first' | 'checking' | 'open' | 'closing';

export const explanations = {
  tls: 'From here on nobody on the way can read or change anything. That is encryption; it does not say who the client is.',
  request:
    'A WebSocket begins as an ordinary HTTP request that asks to switch protocols. Nothing in it proves who is calling.',
  switched:
    'The server agrees, and the same TCP connection now carries WebSocket frames. It is open, and still nobody is authenticated.',
  checkStarted:
    'The WebSocket server does not judge the token itself: it asks the server that gives tokens out.',
  accepted: 'The auth server knows the token and says whose it is.',
  notAccepted:
    'The auth server does not know this token, or it is used up or expired. It does not say which.',
  checkFailed:
    'The auth server gave no answer. Who cannot be checked stays outside: the gate fails closed, never open.',
  open: 'The gate is open. From now on the server acts on what the client sends, and may send by itself.',
  ended: 'The TCP connection under the WebSocket is gone; with it everything the server kept about it.',
  reset: 'The TCP connection broke off before both sides had agreed to end it.',
  untraced:
    'The server did not tell its side of this connection, so only what the page sees is drawn: no headers, no check, no times of the server.',
  missed: 'So much happened at once that the server left these events out of its account.',
  folded:
    'They went over the wire like their neighbours; to keep the picture readable they are only counted.',
  notSent: 'A valid token that comes after the deadline is worth nothing: the connection it was for is gone.',
  another: 'A new connection begins with nothing: whoever was let in before has to prove it again.',
  returning:
    'The connection was lost, not refused. The page tries again by itself, after a pause that grows from attempt to attempt and is partly chance, so that not all clients come back at once.',
  asked: 'The page asks the auth server over HTTPS, before there is any WebSocket.',
} as const;

/** Answers of the auth server that say more than that it knows nobody. */
export const checkRefusals: Readonly<Record<CheckRefusal, { label: string; explanation: string }>> = {
  forbidden: {
    label: 'session alive, no CSRF token',
    explanation:
      'The cookie belongs to a session. But whoever opened the socket did not show the session’s CSRF token, so it may be a page that only rides on the cookie.',
  },
  busy: {
    label: 'too busy to look',
    explanation:
      'Checking a password is slow on purpose, and too many are being checked: this one was not looked at. It may be shown again in a moment.',
  },
};

/** Why a connection is refused, which only the server knows. */
export function explainRefusal(cause: string): string {
  return `The server ends it: ${cause}. The cause goes to its log; the client is told the same for every cause, so that it learns nothing by trying.`;
}

/** An HTTP answer that is no 101. */
export function explainHttpRefusal(status: number): string {
  return `The server refuses with HTTP ${status}, before any WebSocket exists. A page is never shown this answer.`;
}

/** What the browser tells the page of an end, beside what really happened. */
export function explainBrowserClose(code: number, opened: boolean, status: number | undefined): string {
  if (opened) return `This is all the page's script is told of it: ${explainClose(code, '')}`;
  const sent =
    status === undefined ? '' : ` The server answered with HTTP ${status}; the browser keeps it to itself.`;
  return `The page's script is told code ${code} and no reason, whatever went wrong.${sent}`;
}

/** What a frame means at this stage. */
export function explainFrame(from: 'client' | 'server', frame: FrameFacts, stage: Stage): string {
  const { opcode, text } = frame;
  if (opcode === 9)
    return 'Are you still there? A ping is answered by the browser itself; the page never sees it.';
  if (opcode === 10) return 'Yes, still here: the answer to a ping, sent by itself.';
  if (opcode === 8) return explainCloseFrame(frame, stage);
  if (from === 'client') return fromClient[stage];
  if (text === AUTHENTICATED_TEXT)
    return 'The acknowledgement: the token was accepted, the client may speak.';
  if (text === INVALID_JSON_TEXT)
    return 'The last message was not JSON. The server says so, and the connection stays.';
  return 'An echo: the value that comes back is the value that was sent.';
}

const fromClient: Readonly<Record<Stage, string>> = {
  first:
    'The first message. Until the auth server has said yes, the server acts on nothing else that arrives.',
  checking:
    'Sent before the acknowledgement. The server lets it wait and acts on it only once the client is in.',
  open: 'A message of an authenticated client. It is still untrusted input, and is parsed with care.',
  closing: 'It crossed the close frame on its way and changes nothing any more.',
};

function explainCloseFrame({ closeCode, text }: FrameFacts, stage: Stage): string {
  if (stage === 'closing') return 'The answer to the close frame: now both sides know that it is over.';
  return closeCode === undefined ? 'An end without a code.' : explainClose(closeCode, text);
}

/** A frame's header as RFC 6455, section 5.2 has it: `fin 1  opcode 1 text  masked  length 51`. */
export function frameLine({ fin, rsv, opcode, masked, length }: FrameFacts): string {
  const parts = [
    `fin ${fin ? 1 : 0}`,
    ...(rsv === 0 ? [] : [`rsv ${rsv}`]),
    `opcode ${opcode} ${opcodeNames[opcode] ?? 'reserved'}`,
    masked ? 'masked' : 'not masked',
    `length ${length}`,
  ];
  return parts.join('  ');
}
