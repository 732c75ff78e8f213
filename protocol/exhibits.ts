/** The names of the exhibits, and what an attack reports: the contract of terminal, page and exhibits server. */
import type { MethodId } from './methods.ts';

export interface AttackEntry {
  /** The method whose weak twin is attacked; without it, the attack concerns all methods and uses `first-message`. */
  readonly method?: MethodId;
  /** What the twin does wrong, in a few words. */
  readonly title: string;
  /** The attacker's page, below the exhibits' origin, if the attack uses a browser. */
  readonly page?: string;
  /** Whether the attack can also be played beside the board's charts. */
  readonly onBoard?: true;
}

const entries = {
  'silent-hoard': {
    method: 'first-message',
    title: 'No deadline: silent sockets stay for ever',
    onBoard: true,
  },
  'crowded-out': {
    method: 'first-message',
    title: 'A full pool turns newcomers away: a hoard that refills keeps everybody out',
    onBoard: true,
  },
  flood: {
    method: 'first-message',
    title: 'No limits: one client takes every seat, and sends without end',
    onBoard: true,
  },
  'early-message': {
    method: 'authenticate-message',
    title: 'Acts on messages before it has checked the token',
  },
  'log-replay': { method: 'query-token', title: 'The access log keeps the URL, and with it the token' },
  'ticket-replay': { method: 'query-ticket', title: 'Looks at tickets without taking them' },
  hijack: { method: 'cookie', title: 'Asks for the cookie only, which every page can send', page: 'hijack' },
  'echoed-token': { method: 'subprotocol', title: 'Selects the first subprotocol offered: the token' },
  'cached-basic': {
    method: 'basic',
    title: 'Takes the password that the browser has cached, from any page',
    page: 'cached-basic',
  },
  'forged-origin': { method: 'bearer-header', title: 'Takes the right Origin for proof' },
  'wrong-certificate': {
    method: 'client-certificate',
    title: 'Reads the name in a certificate that it never checked',
  },
  'renew-as-other': { method: 'token-refresh', title: 'Renews with any good token, whoever it belongs to' },
  'beyond-permission': { method: 'token-refresh', title: 'Lets everybody who is in do everything' },
  'outlive-token': {
    method: 'token-refresh',
    title: 'Checks the token once, and keeps the connection after it',
  },
  markup: {
    title: 'Pastes what it receives into its answers, its log and its page',
    page: 'markup',
  },
  tunnel: { title: 'Passes on any bytes to a service inside' },
  tap: { title: 'Is reached without TLS' },
} as const satisfies Record<string, AttackEntry>;

export type AttackName = keyof typeof entries;

/** Every attack, by its name in the terminal, in files and in docs/methods. */
export const attacks: Readonly<Record<AttackName, AttackEntry>> = entries;

/** All names, in the catalogue's order. */
export const attackNames = Object.keys(entries).filter(isAttackName);

/** Whether a text names an attack. */
export function isAttackName(text: string): text is AttackName {
  return Object.hasOwn(entries, text);
}

/** One step of an attack, in plain words. */
export interface AttackStep {
  readonly who: 'victim' | 'attacker' | 'server';
  readonly words: string;
}

/** The answer to `POST /run/<name>?fixed=0|1` on the exhibits' origin. */
export interface AttackReport {
  readonly name: AttackName;
  /** Whether the attack was played against the fix, and not against the weak twin. */
  readonly fixed: boolean;
  readonly steps: readonly AttackStep[];
  /** Whether the attackers got what they wanted. */
  readonly succeeded: boolean;
}

/** The answer of the exhibits server to `GET /exhibits.json`. Hosts are `localhost`. */
export interface ExhibitFacts {
  /** The real server's page. */
  readonly page: string;
  /** The weak twins, each at `/<attack>`: `wss:` or `ws:`, without a path. */
  readonly twins: string;
  /** The twin that asks for client certificates; null without TLS. */
  readonly certificateTwin: string | null;
  /** The twin without TLS: `ws:`. */
  readonly plainTwin: string;
}
