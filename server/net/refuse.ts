import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';

/** A peer that does not read its refusal is cut off after this many milliseconds. */
const LINGER_MS = 1000;

/**
 * Refuses an upgrade: writes status and a sentence for people, and ends the connection. Every refusal before the 101 is
 * written here.
 *
 * @param headers - more header fields, such as a challenge; their values must not come from the client
 */
export function refuse(
  socket: Duplex,
  { status, words }: HttpOutcome,
  headers: Record<string, string> = {},
): void {
  const body = `${words}\n`;
  const fields = {
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // What still arrives is read and dropped: closing a socket with unread input makes TCP reset the connection, and the
  // client may then lose the answer.
  socket.resume();
  const cutOff = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(cutOff));
}

/** Refuses a request that is not an upgrade. */
export function refuseRequest(
  response: ServerResponse,
  { status, words }: HttpOutcome,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerAndClose(response, status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, `${words}\n`);
}

/**
 * Answers a request and ends its connection. For a second, the rest of the request is read first; `refuse` says why.
 *
 * @param headers - as with `refuse`
 */
export function answerAndClose(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): void {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers });
  response.write(body);
  const cutOff = setTimeout(() => response.end(), LINGER_MS);
  response.req.resume().once('close', () => {
    clearTimeout(cutOff);
    response.end();
  });
}

/**
 * Makes the `clientError` listener of an HTTP server, which answers requests that could not be parsed. (Node's own
 * answer is lost when more input follows.) Where there is no HTTP yet, such as in a broken TLS handshake, the
 * connection is only ended.
 *
 * @param told - told of every refusal: the answer, or the error where no answer is possible
 */
export function refuseUnparsed(told: (refusal: HttpOutcome | Error) => void) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    const outcome = outcomeOf(error.code);
    if (!socket.writable || !outcome) {
      if (!outcome) told(error);
      socket.destroy();
      return;
    }
    told(outcome);
    socket.on('error', () => socket.destroy());
    refuse(socket, outcome);
  };
}

function outcomeOf(code = ''): HttpOutcome | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return refusals.headersTooLarge;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusals.requestTimeout;
  return code.startsWith('HPE_') ? refusals.badRequest : undefined;
}
