import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { parseObject, stringMember } from '../../../protocol/messages.ts';
import { CannotRun } from '../attack.ts';

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: object;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly text: string;
  /** A member of the body's object that is a string; throws where there is none. */
  member(name: string): string;
}

/** One HTTP request. Certificates are not checked: an attacker does not care, and the target is this machine. */
export function ask(url: string | URL, { json, headers, ...options }: Question): Promise<Answer> {
  const target = new URL(url);
  const start = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(new CannotRun(`${target.origin} does not answer (${error.message}).`, { cause: error }));
    const sent = start(target, {
      ...options,
      rejectUnauthorized: false,
      agent: false,
      headers: { ...(json && { 'Content-Type': 'application/json' }), ...headers },
    });
    sent.on('error', fail);
    sent.on('response', (response) => {
      read(response).then(resolve, fail);
    });
    sent.end(json && JSON.stringify(json));
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return {
    status: response.statusCode ?? 0,
    cookies: response.headers['set-cookie'] ?? [],
    text,
    member(name) {
      const body = parseObject(text);
      const value = body.ok ? stringMember(body.value, name) : body;
      if (!value.ok) throw new CannotRun(`An answer ${response.statusCode} holds ${value.problem}.`);
      return value.value;
    },
  };
}
