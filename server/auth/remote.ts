/**
 * Questions to an auth server that runs elsewhere: forms over HTTPS, under the shared secret.
 *
 * It fails closed: whatever is no plain answer in JSON is an error.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';

const MAX_ANSWER_BYTES = 16_384;

/** Connections to the auth server; more questions than that wait for one. */
const MAX_SOCKETS = 50;

export interface RemoteSettings {
  /** Where the auth server is, as `https://host:port`. */
  readonly authServer: string;
  /** What this server shows as bearer token. */
  readonly secret: string;
  /** A certificate authority to trust beside the usual ones, PEM. Asked for once, before the first question. */
  readonly authority: () => Promise<string | undefined>;
  /** Milliseconds for an answer. */
  readonly timeoutMs?: number;
}

export interface Remote {
  /**
   * Sends a form.
   *
   * @param signal - aborted when nobody waits for the answer any more
   * @returns the text of the answer, which says that it is JSON
   */
  ask(path: string, form: URLSearchParams, signal?: AbortSignal): Promise<string>;
  /** Drops the connections that are kept for the next question. */
  close(): void;
}

export function createRemote(settings: RemoteSettings): Remote {
  const { authServer, secret, timeoutMs = 3000 } = settings;
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS };
  let agent: Promise<HttpAgent> | undefined;
  const makeAgent = async (): Promise<HttpAgent> => {
    if (authServer.startsWith('http:')) return new HttpAgent(pool);
    const authority = await settings.authority();
    const ca = authority === undefined ? [...rootCertificates] : [...rootCertificates, authority];
    // Said aloud, since an environment variable can turn the default off.
    return new HttpsAgent({ ...pool, ca, rejectUnauthorized: true });
  };

  return {
    async ask(path, form, signal) {
      agent ??= makeAgent();
      const opened = await agent;
      const timeout = AbortSignal.timeout(timeoutMs);
      const signals = AbortSignal.any([timeout, ...(signal ? [signal] : [])]);
      const send = () =>
        post(new URL(path, authServer), form.toString(), { agent: opened, secret, signal: signals }).then(
          readAnswer,
        );
      return (
        send()
          // Once more where a kept connection turned out to be closed. If a ticket was taken all the same, the
          // second answer says that it is nobody's.
          .catch((error) => (error instanceof StaleConnection ? send() : Promise.reject(error)))
          .catch((error) => {
            throw timeout.aborted
              ? new Error(`The auth server did not answer within ${timeoutMs} ms.`)
              : error;
          })
      );
    },
    close() {
      agent?.then(
        (opened) => opened.destroy(),
        () => {},
      );
    },
  };
}

class StaleConnection extends Error {}

function post(
  url: URL,
  form: string,
  { secret, ...options }: { agent: HttpAgent; secret: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  const start = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      ...options,
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Bearer ${secret}`,
      },
    });
    request.on('response', resolve);
    request.on('error', (error) => {
      const isStale = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      reject(
        isStale ? new StaleConnection() : new Error('The auth server cannot be reached.', { cause: error }),
      );
    });
    request.on('close', () => reject(new Error('The auth server closed the connection.')));
    request.end(form);
  });
}

/** Reads an answer's body, if it is one that can be taken at its word. */
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
