/**
 * Questions over HTTP to a server elsewhere, whose answers are JSON.
 *
 * It fails closed: anything but a plain, complete, short and prompt answer with status 200 is an error. A redirect is
 * not followed, since it could lead a secret, or the question whom to trust, to another host.
 */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { isTimeout, within } from '../../basics/within.ts';
import { createTrust } from './trust.ts';

export interface ExchangeSettings {
  /** Who is asked, as the subject of a sentence for the log. */
  readonly who: string;
  /**
   * Reads a certificate authority to trust beside the usual ones, PEM. While there is none, each question asks again.
   */
  readonly authority: () => Promise<string | undefined>;
  readonly maxAnswerBytes: number;
  /** Most connections; further questions wait for one. Without it there is no limit. */
  readonly maxSockets?: number;
  /** Milliseconds for a whole answer. */
  readonly timeoutMs?: number;
}

export interface Question {
  /** `https:`, or `http:`. */
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Exchange {
  /**
   * @param signal - aborted when nobody waits for the answer any more
   * @returns the text of the answer, which has a content type of JSON
   * @throws Unreached or BadAnswer, or the reason of the signal
   */
  ask(question: Question, signal?: AbortSignal): Promise<string>;
  /** Closes the connections that are kept for the next question. */
  close(): void;
}

/** There was no answer: the server could not be reached, broke off, or is not trusted. */
export class Unreached extends Error {}

/** There was an answer, or the beginning of one, and it cannot be used. */
export class BadAnswer extends Error {
  /** Undefined for an answer that took too long. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

export function createExchange(settings: ExchangeSettings): Exchange {
  const {
    who,
    authority,
    maxAnswerBytes,
    maxSockets = Number.POSITIVE_INFINITY,
    timeoutMs = 3000,
  } = settings;
  const options = { keepAlive: true, maxSockets };
  const trusts = {
    plain: createTrust(options, true, authority),
    tls: createTrust(options, false, authority),
  };

  const send = (agent: Agent, { url, method, headers, body }: Question, signal: AbortSignal) => {
    const start = url.protocol === 'http:' ? httpRequest : httpsRequest;
    return new Promise<IncomingMessage>((resolve, reject) => {
      const request = start(url, {
        agent,
        signal,
        method,
        headers: { Accept: 'application/json', ...headers },
      });
      request.on('response', resolve);
      request.on('error', (cause) => {
        const isStale = request.reusedSocket && 'code' in cause && cause.code === 'ECONNRESET';
        if (isStale) return reject(new StaleConnection());
        const { socket } = request;
        const isUntrusted = socket instanceof TLSSocket && Boolean(socket.authorizationError);
        const what = `${who} cannot be reached.`;
        reject(isUntrusted ? new UntrustedServer(what, { cause }) : new Unreached(what, { cause }));
      });
      request.on('close', () => reject(new Unreached(`${who} closed the connection.`)));
      request.end(body);
    });
  };

  /** Sends the question, and a second time where a kept connection turns out to be closed. */
  const sendAgain = async (agent: Agent, question: Question, signal: AbortSignal) => {
    try {
      return await send(agent, question, signal);
    } catch (error) {
      // If the first attempt did use up a ticket, the second answer refuses it.
      if (error instanceof StaleConnection) return send(agent, question, signal);
      throw error;
    }
  };

  /** Reads the body of an answer that has status 200 and is JSON; any other is an error. */
  const read = async (response: IncomingMessage): Promise<string> => {
    const { statusCode, headers } = response;
    const isJson = /^application\/(?:[\w.-]+\+)?json *(?:;|$)/i.test(headers['content-type'] ?? '');
    if (statusCode !== 200 || !isJson) {
      response.destroy();
      throw new BadAnswer(`${who} answered with ${statusCode === 200 ? 'no JSON' : statusCode}.`, statusCode);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) {
        throw new BadAnswer(`${who} answered with more than ${maxAnswerBytes} bytes.`, statusCode);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  };

  return {
    async ask(question, left) {
      const trust = question.url.protocol === 'http:' ? trusts.plain : trusts.tls;
      const isUntrusted = (error: unknown) => error instanceof UntrustedServer;
      try {
        return await within(
          timeoutMs,
          async (signal) =>
            read(await trust.withAgent((agent) => sendAgain(agent, question, signal), isUntrusted)),
          left,
        );
      } catch (error) {
        throw isTimeout(error) && !left?.aborted
          ? new BadAnswer(`${who} did not answer within ${timeoutMs} ms.`)
          : error;
      }
    },
    close() {
      for (const trust of Object.values(trusts)) trust.close();
    },
  };
}

class StaleConnection extends Error {}

/** The certificate is signed by no authority that is trusted, or is for another name. */
class UntrustedServer extends Unreached {}
