/**
 * Questions to an auth server that runs elsewhere: forms over HTTPS, with the shared secret.
 *
 * It fails closed: anything but a plain answer in JSON is an error.
 */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { isTimeout, within } from '../basics/within.ts';
import { createTrust } from './trust.ts';

const MAX_ANSWER_BYTES = 16_384;

export interface RemoteSettings {
  /** Where the auth server is, as `https://host:port`. */
  readonly authServer: string;
  /** What this server sends as bearer token. */
  readonly secret: string;
  /**
   * Reads a certificate authority to trust beside the usual ones, PEM. While there is none, each question asks again.
   */
  readonly authority: () => Promise<string | undefined>;
  /** Most connections to the auth server; further questions wait for one. Without it there is no limit. */
  readonly maxSockets?: number;
  /** Milliseconds for an answer. */
  readonly timeoutMs?: number;
}

export interface Remote {
  /**
   * Sends a form.
   *
   * @param signal - aborted when nobody waits for the answer any more
   * @returns the text of the answer, which has the content type of JSON
   */
  ask(path: string, form: URLSearchParams, signal?: AbortSignal): Promise<string>;
  /** Closes the connections that are kept for the next question. */
  close(): void;
}

export function createRemote(settings: RemoteSettings): Remote {
  const { authServer, secret, authority, maxSockets = Number.POSITIVE_INFINITY, timeoutMs = 3000 } = settings;
  const isPlain = authServer.startsWith('http:');
  const trust = createTrust({ keepAlive: true, maxSockets }, isPlain, authority);

  /** Sends the question, and a second time where a kept connection turns out to be closed. */
  const send = async (agent: Agent, question: Question): Promise<IncomingMessage> => {
    try {
      return await post(agent, question);
    } catch (error) {
      // If the first attempt did use up a ticket, the second answer refuses it.
      if (error instanceof StaleConnection) return post(agent, question);
      throw error;
    }
  };

  return {
    async ask(path, form, left) {
      const asked = { url: new URL(path, authServer), form: form.toString(), secret };
      try {
        return await within(
          timeoutMs,
          async (signal) => {
            const question = { ...asked, signal };
            const isUntrusted = (error: unknown) => error instanceof UntrustedServer;
            return readAnswer(await trust.withAgent((agent) => send(agent, question), isUntrusted));
          },
          left,
        );
      } catch (error) {
        throw isTimeout(error) && !left?.aborted
          ? new Error(`The auth server did not answer within ${timeoutMs} ms.`)
          : error;
      }
    },
    close: trust.close,
  };
}

interface Question {
  readonly url: URL;
  readonly form: string;
  readonly secret: string;
  readonly signal: AbortSignal;
}

class StaleConnection extends Error {}

/** The certificate is signed by no authority that is trusted, or is for another name. */
class UntrustedServer extends Error {}

function post(agent: Agent, { url, form, secret, signal }: Question): Promise<IncomingMessage> {
  const start = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      agent,
      signal,
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Bearer ${secret}`,
      },
    });
    request.on('response', resolve);
    request.on('error', (cause) => {
      const isStale = request.reusedSocket && 'code' in cause && cause.code === 'ECONNRESET';
      if (isStale) return reject(new StaleConnection());
      const { socket } = request;
      const isUntrusted = socket instanceof TLSSocket && Boolean(socket.authorizationError);
      const what = 'The auth server cannot be reached.';
      reject(isUntrusted ? new UntrustedServer(what, { cause }) : new Error(what, { cause }));
    });
    request.on('close', () => reject(new Error('The auth server closed the connection.')));
    request.end(form);
  });
}

/** Reads the body of an answer that has status 200 and is JSON; any other is an error. */
async function readAnswer(response: IncomingMessage): Promise<string> {
  const { statusCode, headers } = response;
  const isJson = /^application\/json *(?:;|$)/i.test(headers['content-type'] ?? '');
  if (statusCode !== 200 || !isJson) {
    response.destroy();
    throw new Error(`The auth server answered with ${statusCode === 200 ? 'no JSON' : statusCode}.`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new Error(`The auth server answered with more than ${MAX_ANSWER_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
