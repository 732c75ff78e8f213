/**
 * Asks an auth server that runs elsewhere, by token introspection (RFC 7662).
 *
 * It fails closed: whatever is not exactly the expected answer is an error, and an error refuses the client.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { type Parsed, parseJson } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { Identity, Verifier } from './verifier.ts';

/** No credential of ours is longer; a longer one is nobody's, and not worth a question. */
const MAX_CREDENTIAL_CHARACTERS = 4096;

const MAX_ANSWER_BYTES = 16_384;

/** Connections to the auth server; more questions than that wait for one. */
const MAX_SOCKETS = 50;

export interface IntrospectionSettings {
  /** Where the auth server is, as `https://host:port`. */
  readonly authServer: string;
  /** What this server shows as bearer token. */
  readonly secret: string;
  /** A certificate authority to trust beside the usual ones, PEM. Asked for once, before the first question. */
  readonly authority: () => Promise<string | undefined>;
  /** Milliseconds for an answer. */
  readonly timeoutMs?: number;
}

export interface RemoteVerifier extends Verifier {
  /** Drops the connections that are kept for the next question. */
  close(): void;
}

export function introspection(settings: IntrospectionSettings): RemoteVerifier {
  const { secret, timeoutMs = 3000 } = settings;
  const url = new URL('/auth/introspect', settings.authServer);
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS };
  let agent: Promise<HttpAgent> | undefined;
  const makeAgent = async (): Promise<HttpAgent> => {
    if (url.protocol === 'http:') return new HttpAgent(pool);
    const authority = await settings.authority();
    const ca = authority === undefined ? [...rootCertificates] : [...rootCertificates, authority];
    // Said aloud, since an environment variable can turn the default off.
    return new HttpsAgent({ ...pool, ca, rejectUnauthorized: true });
  };

  return {
    async verify(credential, { method, csrfToken, signal }) {
      if (credential.length > MAX_CREDENTIAL_CHARACTERS) return undefined;
      agent ??= makeAgent();
      const opened = await agent;
      const form = new URLSearchParams({
        token: credential,
        method,
        ...(csrfToken !== undefined && { csrf_token: csrfToken }),
      }).toString();
      const timeout = AbortSignal.timeout(timeoutMs);
      const send = () =>
        post(url, form, { agent: opened, secret, signal: AbortSignal.any([signal, timeout]) }).then(
          readAnswer,
        );
      const text = await send()
        // Once more where a kept connection turned out to be closed. If the ticket was taken all the same, the
        // second answer says that it is nobody's.
        .catch((error) => (error instanceof StaleConnection ? send() : Promise.reject(error)))
        .catch((error) => {
          throw timeout.aborted ? new Error(`The auth server did not answer within ${timeoutMs} ms.`) : error;
        });
      const answer = parseIntrospection(text, method, Date.now());
      if (!answer.ok) throw new Error(`The auth server's answer ${answer.problem}.`);
      return answer.value;
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

/**
 * Reads an introspection response (RFC 7662, section 2.2). The problem is the rest of a sentence, and never holds
 * a piece of the answer, which may repeat the credential.
 *
 * @param method - what was asked; an auth server that does not know this parameter of ours would take a ticket
 *   of one method for another
 * @param now - milliseconds since 1970
 */
export function parseIntrospection(
  text: string,
  method: MethodId,
  now: number,
): Parsed<Identity | undefined> {
  const json = parseJson(text);
  if (!json.ok) return bad('is not JSON');
  if (typeof json.value !== 'object' || json.value === null) return bad('is no object');
  const members: Readonly<Record<string, unknown>> = { ...json.value };
  const { active, username, scope = '', exp, sid } = members;
  if (active === false) return { ok: true, value: undefined };
  if (active !== true) return bad('does not say whether the token is active');
  if (members.method !== method) return bad('is not about the method that was asked for');
  if (typeof username !== 'string' || username === '') return bad('names no user');
  if (typeof scope !== 'string') return bad('has a scope that is no text');
  if (sid !== undefined && typeof sid !== 'string') return bad('has a session id that is no text');
  if (exp !== undefined && !(typeof exp === 'number' && Number.isSafeInteger(exp))) {
    return bad('has an expiry that is no whole number of seconds');
  }
  if (exp !== undefined && exp * 1000 <= now) return bad('calls an expired token active: compare the clocks');
  return {
    ok: true,
    value: {
      user: username,
      permissions: scope.split(' ').filter((permission) => permission !== ''),
      ...(sid !== undefined && { sessionId: sid }),
      ...(exp !== undefined && { expiresAt: exp * 1000 }),
    },
  };
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
