/** One connection from the first byte to the last: token, acknowledgement, lines, replies, close. */
import { WebSocket } from 'ws';
import { maskMessage } from '../../protocol/masking.ts';
import { explainError, explainStatus } from './failures.ts';
import { type Opening, secondsLeft } from './opening.ts';
import { messageOf } from './text.ts';

/** How long to wait for something that is due: the 101, the acknowledgement, the next reply. */
const PATIENCE_MS = 10_000;

/** Most lines that are sent without a reply. More would only wait in memory on both sides. */
const MAX_UNANSWERED = 64;

/** Most characters that are read of an HTTP refusal. */
const MAX_REFUSAL_LENGTH = 1000;

export interface ConversationSettings {
  readonly opening: Opening;
  /** Certificate of the client and its key, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
  /** Authorities to trust, PEM; undefined for those that Node trusts by itself. */
  readonly ca: readonly string[] | undefined;
  readonly insecure: boolean;
  /** Lines to send, read once the server has acknowledged. When they end, the conversation ends. */
  readonly lines: () => AsyncIterable<string>;
  /** Whether to limit the lines without a reply and to wait for all replies at the end, as in a pipe. */
  readonly awaitsReplies: boolean;
  /** Told what goes over the wire. */
  readonly onWire: (direction: '→' | '←', what: string) => void;
  /** Gets every message after the acknowledgement, as it arrived. */
  readonly onReply: (text: string) => void;
  /** Ends the conversation early, by a normal close. */
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
}

export type Ending =
  /** `status` is that of the HTTP answer in place of the 101, if there was one. */
  | { readonly kind: 'unreachable'; readonly problem: string; readonly status: number | undefined }
  | {
      readonly kind: 'closed';
      readonly authenticated: boolean;
      readonly code: number;
      readonly reason: string;
      /** How many lines have had no reply; 0 if replies are not awaited. */
      readonly unanswered: number;
    };

/** Exit code of the program: 0 fine, 1 not authenticated, 3 not connected, 4 cut off or left without a reply. */
export function exitCodeOf(ending: Ending): 0 | 1 | 3 | 4 {
  if (ending.kind === 'unreachable') return ending.status === 401 || ending.status === 403 ? 1 : 3;
  if (!ending.authenticated) return 1;
  return ending.code === 1000 && ending.unanswered === 0 ? 0 : 4;
}

/** Holds a conversation. Rejects only if the lines cannot be read, never for what the other side does. */
export function converse(settings: ConversationSettings): Promise<Ending> {
  const { opening, onWire, onReply, awaitsReplies, patienceMs = PATIENCE_MS } = settings;
  const socket = new WebSocket(opening.url, [...opening.protocols], {
    handshakeTimeout: patienceMs,
    perMessageDeflate: false,
    rejectUnauthorized: !settings.insecure,
    headers: { ...opening.headers },
    ...settings.certificate,
    ...(settings.ca ? { ca: [...settings.ca] } : {}),
  });
  let opened = false;
  let authenticated = false;
  let unanswered = 0;
  let broken: unknown;
  let problem = 'There was no connection.';
  let refusal: { status: number; body: string } | undefined;
  let onProgress = () => {};
  let patience: NodeJS.Timeout | undefined;
  let renewing: NodeJS.Timeout | undefined;

  const expectSoon = () => {
    clearTimeout(patience);
    patience = setTimeout(() => close('no reply'), patienceMs);
  };
  const close = (why?: 'no reply') => {
    clearTimeout(patience);
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
    if (socket.readyState !== WebSocket.OPEN) return;
    onWire('→', `close 1000${why ? ` (${why} for ${patienceMs} ms)` : ''}`);
    socket.close(1000);
    patience = setTimeout(() => socket.terminate(), patienceMs);
  };
  const abort = () => close();
  /** Resolves when fewer than this many lines lack a reply, or the connection is not open any more. */
  const untilUnanswered = async (fewerThan: number) => {
    while (unanswered >= fewerThan && socket.readyState === WebSocket.OPEN) {
      await new Promise<void>((resolve) => {
        onProgress = resolve;
      });
    }
  };
  const say = (message: string) => {
    onWire('→', message);
    socket.send(message);
    unanswered += 1;
    if (awaitsReplies && unanswered === 1) expectSoon();
  };
  const sendLines = async () => {
    if (opening.second !== undefined) say(opening.second);
    for await (const line of settings.lines()) {
      if (socket.readyState !== WebSocket.OPEN) return;
      say(messageOf(line, opening.say));
      if (awaitsReplies) await untilUnanswered(MAX_UNANSWERED);
    }
    if (awaitsReplies) await untilUnanswered(1);
    close();
  };

  const linesBroke = (error: unknown) => {
    broken = error;
    close();
  };

  /** Renews the token after half of its lifetime. If there is no new one, the server will end the connection. */
  const renewLater = (text: string) => {
    const { renewal } = opening;
    const seconds = renewal && secondsLeft(text);
    if (seconds === undefined) return false;
    clearTimeout(renewing);
    renewing = setTimeout(() => {
      renewal?.().then(
        (message) => {
          if (socket.readyState !== WebSocket.OPEN) return;
          onWire('→', maskMessage(message));
          socket.send(message);
        },
        (error: Error) => onWire('←', error.message),
      );
    }, seconds * 500);
    return true;
  };
  const sendFirst = (message: string | undefined, shown = message) => {
    if (message === undefined || socket.readyState !== WebSocket.OPEN) return;
    onWire('→', shown ?? message);
    socket.send(message);
    expectSoon();
  };
  const begin = () => {
    authenticated = true;
    clearTimeout(patience);
    sendLines().catch(linesBroke);
  };

  socket.on('open', () => {
    opened = true;
    sendFirst(opening.first);
    if (opening.answer) expectSoon();
    if (opening.acknowledges) return;
    onWire('←', '101 Switching Protocols');
    begin();
  });
  socket.on('message', (data, isBinary) => {
    const text = isBinary ? '' : String(data);
    onWire('←', isBinary ? 'a binary message' : text);
    const isRenewal = renewLater(text) && authenticated;
    if (isRenewal) return;
    if (authenticated) {
      if (opening.isReply?.(text) ?? true) {
        unanswered = Math.max(0, unanswered - 1);
        clearTimeout(patience);
        if (unanswered > 0 && awaitsReplies) expectSoon();
      }
      if (!isBinary) onReply(text);
      onProgress();
    } else if (opening.acknowledges?.(text)) begin();
    else
      void opening
        .answer?.(text)
        .then((answer) => sendFirst(answer, answer && maskMessage(answer)), linesBroke);
  });
  socket.on('ping', () => onWire('←', 'ping, answered with a pong'));
  socket.on('unexpected-response', (_request, response) => {
    refusal = { status: response.statusCode ?? 0, body: '' };
    const said = refusal;
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      said.body += part;
      if (said.body.length > MAX_REFUSAL_LENGTH) response.destroy();
    });
    // Even if the body was cut off or the handshake's timeout ended it, the status is enough.
    response.on('close', () => socket.terminate());
  });
  socket.on('error', (error) => {
    problem = refusal ? explainStatus(refusal.status, refusal.body) : explainError(error, opening.url);
  });
  settings.signal?.addEventListener('abort', abort);

  return new Promise((resolve, reject) => {
    socket.on('close', (code, reason) => {
      clearTimeout(patience);
      clearTimeout(renewing);
      settings.signal?.removeEventListener('abort', abort);
      onProgress();
      if (broken !== undefined) reject(broken);
      else if (!opened) resolve({ kind: 'unreachable', problem, status: refusal?.status });
      else {
        const missing = awaitsReplies ? unanswered : 0;
        resolve({ kind: 'closed', authenticated, code, reason: String(reason), unanswered: missing });
      }
    });
  });
}
