import { ask as askRaw } from '@websocket-auth-lab/wire';
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
  /** The same; undefined where there is none. */
  optional(name: string): string | undefined;
}

/** One HTTP request. Certificates are not checked: attackers do not care, and the target is this machine. */
export async function ask(url: string | URL, { json, headers, ...options }: Question): Promise<Answer> {
  const answer = await askRaw(url, {
    ...options,
    tls: { rejectUnauthorized: false },
    headers: { ...(json && { 'Content-Type': 'application/json' }), ...headers },
    ...(json && { body: JSON.stringify(json) }),
  }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`${new URL(url).origin} does not answer (${message}).`, { cause: error });
  });
  const read = (name: string) => {
    const body = parseObject(answer.body);
    return body.ok ? stringMember(body.value, name) : body;
  };
  return {
    status: answer.status,
    cookies: answer.headers.get('set-cookie') ?? [],
    text: answer.body,
    member(name) {
      const value = read(name);
      if (!value.ok) throw new CannotRun(`An answer ${answer.status} holds ${value.problem}.`);
      return value.value;
    },
    optional(name) {
      const value = read(name);
      return value.ok ? value.value : undefined;
    },
  };
}
