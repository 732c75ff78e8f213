/** The auth server as a page sees it: sign in, ask for tickets and tokens, sign out. */
import { authPaths, CSRF_HEADER, PROOF_HEADER } from '../../protocol/auth.ts';
import { alice, type DemoUser } from '../../protocol/demo-users.ts';
import type { PageFact } from '../diagram/model/facts.ts';
import type { Prove } from '../methods/proof.ts';
import { noteSignedIn, userSignedIn } from '../page/signed-in.ts';
import { authWords as words } from '../words/auth.ts';
import { member, readLab } from './lab.ts';

export interface Ticket {
  readonly value: string;
  readonly expiresInMs: number;
}

/** The auth server said no, or nothing; the message is its own words where it had any. */
export class AuthError extends Error {
  /** Milliseconds after which it is worth asking again; undefined where it is not. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Tells what was asked and answered; credentials are not among it. */
export type Tell = (fact: PageFact) => void;

/** Every member asks as whoever is signed in, signs in first where nobody is, and throws AuthError. */
export interface AuthClient {
  /** The CSRF token of the session, whose cookie goes by itself. */
  session(): Promise<string>;
  /** A fresh single-use ticket for one method. */
  ticket(method: string, tell?: Tell): Promise<Ticket>;
  /** A signed token that is valid for a minute. */
  accessToken(): Promise<string>;
  /** The same, of a session that lives; undefined where it has ended. */
  renewedToken(): Promise<string | undefined>;
  /** The same, bound to the key of a proof. */
  boundToken(prove: Prove): Promise<string>;
  /** Ends the session, if there is one. */
  signOut(tell?: Tell): Promise<void>;
}

const tellNobody: Tell = () => {};

/** @param only - whose sessions count, and who signs in in the place of anybody else */
export function createAuthClient(only?: DemoUser): AuthClient {
  let entering: Promise<string> | undefined;
  let base: URL | undefined;

  /** Where the auth server is: here, unless the page's server says otherwise. */
  async function findAuthServer(): Promise<URL | undefined> {
    const lab = await readLab();
    return lab && new URL(lab.authServer ?? '/', location.href);
  }

  async function ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    { csrfToken, body, prove }: Shown,
    why: string,
    tell: Tell,
  ): Promise<unknown> {
    tell({ type: 'asked', line: `${method} ${path}`, why });
    base ??= await findAuthServer();
    const response = await (base && send(new URL(path, base), method, { csrfToken, body, prove }));
    if (!response) {
      tell({ type: 'answered', status: 0, ok: false, words: words.noAnswer });
      throw new AuthError(words.outOfReach, 0);
    }
    const { status, ok } = response;
    const answer: unknown = await response.json().catch(() => undefined);
    // RFC 9457, section 3.1.4
    const detail = member(answer, 'detail');
    const problem = words.problems[status] ?? (typeof detail === 'string' ? detail : response.statusText);
    const said = ok ? summary(answer) : problem || words.refused;
    tell({ type: 'answered', status, ok, words: said });
    if (!ok) throw new AuthError(said, retryAfterMs(response));
    return answer;
  }

  /** Asks whose session this browser has; undefined where it has none, or none any more. */
  async function askForSession(): Promise<string | undefined> {
    try {
      const answer = await ask('GET', authPaths.session, {}, words.whoIsSignedIn, tellNobody);
      const user = text(answer, 'user');
      noteSignedIn(user);
      return only === undefined || user === only.user ? text(answer, 'csrfToken') : undefined;
    } catch (error) {
      if (!(error instanceof AuthError) || error.retryAfterMs !== undefined) throw error;
      noteSignedIn(undefined);
      return undefined;
    }
  }

  /** The session of this browser, begun in this tab or another; undefined where there is none any more. */
  async function rejoin(): Promise<string | undefined> {
    if (userSignedIn() !== undefined) return askForSession();
    base ??= await findAuthServer();
    // Pages of another origin may use the same auth server, and what they note down is not seen here.
    return base && base.origin !== location.origin ? askForSession() : undefined;
  }

  async function enter(tell: Tell): Promise<string> {
    const found = await rejoin();
    if (found !== undefined) return found;
    const user = only ?? alice;
    await ask('POST', authPaths.session, { body: user }, words.signIn(user.user), tell);
    // No script sees the cookie. Whether the browser has kept it shows only when it is wanted.
    const csrfToken = await askForSession();
    if (csrfToken === undefined) throw new AuthError(cookieNotKept(base?.protocol));
    return csrfToken;
  }

  /** One at a time: of two who sign in at once, the second would end the session of the first. */
  function session(tell: Tell = tellNobody): Promise<string> {
    entering ??= enter(tell).finally(() => {
      entering = undefined;
    });
    return entering;
  }

  async function token(csrfToken: string, prove?: Prove): Promise<string> {
    const answer = await ask('POST', authPaths.token, { csrfToken, prove }, words.askForToken, tellNobody);
    return text(answer, 'accessToken');
  }

  return {
    session,
    async ticket(method, tell = tellNobody) {
      const csrfToken = await session(tell);
      const asked = { csrfToken, body: { method } };
      const answer = await ask('POST', authPaths.tickets, asked, words.askForTicket, tell);
      return { value: text(answer, 'ticket'), expiresInMs: seconds(answer) * 1000 };
    },
    accessToken: async () => token(await session()),
    async renewedToken() {
      const csrfToken = await rejoin();
      return csrfToken === undefined ? undefined : token(csrfToken);
    },
    boundToken: async (prove) => token(await session(), prove),
    async signOut(tell = tellNobody) {
      const csrfToken = await rejoin();
      if (csrfToken === undefined) return;
      await ask('DELETE', authPaths.session, { csrfToken }, words.signOut, tell);
      noteSignedIn(undefined);
    },
  };
}

/** What a request shows beside the cookie. */
interface Shown {
  readonly csrfToken?: string | undefined;
  readonly body?: object | undefined;
  readonly prove?: Prove | undefined;
}

async function send(
  url: URL,
  method: string,
  { csrfToken, body, prove }: Shown,
): Promise<Response | undefined> {
  const proof = await prove?.({ htm: 'POST', htu: url.href });
  return fetch(url, {
    method,
    // Its cookie is wanted also where it runs on another port.
    credentials: 'include',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(csrfToken !== undefined && { [CSRF_HEADER]: csrfToken }),
      ...(proof !== undefined && { [PROOF_HEADER]: proof }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => undefined);
}

/** @param protocol - of the auth server */
function cookieNotKept(protocol: string | undefined): string {
  return `${words.cookieNotKept} ${protocol === 'http:' ? words.cookieSecure : words.cookieBlocked}`;
}

/** A limit or a fault may be over by the next time (RFC 6585, section 4; RFC 9110, section 15.6); a refusal is not. */
function retryAfterMs({ status, headers }: Response): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  return Number(headers.get('Retry-After') ?? 0) * 1000 || 0;
}

function summary(answer: unknown): string {
  if (answer === undefined) return words.signedOut;
  const user = member(answer, 'user');
  return typeof user === 'string' ? words.signedIn(user) : words.ticketFor(seconds(answer));
}

function text(body: unknown, name: string): string {
  const value = member(body, name);
  if (typeof value !== 'string') throw new AuthError(words.noMember(name));
  return value;
}

function seconds(body: unknown): number {
  const value = member(body, 'expiresIn');
  return typeof value === 'number' ? value : 0;
}
