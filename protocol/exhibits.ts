/** The names of the exhibits, and where they are: the contract of terminal, page and exhibits server. */
import type { MethodId } from './methods.ts';

/** Where a twin is several nodes, each has a life line of its own, in this order. */
export const twinNodes = ['node 1', 'node 2', 'node 3'] as const;

/** The life lines. `server` is the real one; `twin` what the exhibits serve: weak, or the same with the fix. */
export const attackParties = ['victim', 'attacker', 'server', 'twin', ...twinNodes] as const;

export type AttackParty = (typeof attackParties)[number];

export interface AttackEntry {
  /**
   * Whose weak twin is attacked: a method, or the channels, whatever the method. Without it, the attack concerns all
   * methods and uses `first-message`.
   */
  readonly on?: MethodId | 'channels';
  /** What the twin does wrong, in a few words. */
  readonly title: string;
  /** The attacker's page, below the exhibits' origin, if the attack uses a browser. */
  readonly page?: string;
  /** Many clients at once: figures tell more than rows, and so it is played beside the board's charts, too. */
  readonly isCrowd?: true;
  /** Who takes part, in the order in which they are drawn, at either position. */
  readonly parties: { readonly weak: readonly AttackParty[]; readonly fixed: readonly AttackParty[] };
}

const entries = {
  'silent-hoard': {
    on: 'first-message',
    title: 'No deadline: silent sockets stay for ever',
    isCrowd: true,
    parties: { weak: ['attacker', 'server', 'twin'], fixed: ['attacker', 'server'] },
  },
  'crowded-out': {
    on: 'first-message',
    title: 'A full pool turns newcomers away: a hoard that refills keeps everybody out',
    isCrowd: true,
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'twin'] },
  },
  flood: {
    on: 'first-message',
    title: 'No limits: one client takes every seat, and sends without end',
    isCrowd: true,
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'early-message': {
    on: 'authenticate-message',
    title: 'Acts on messages before it has checked the token',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'server'] },
  },
  'log-replay': {
    on: 'query-token',
    title: 'The access log keeps the URL, and with it the token',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server', 'twin'] },
  },
  'ticket-replay': {
    on: 'query-ticket',
    title: 'Looks at tickets without taking them',
    parties: {
      weak: ['victim', 'attacker', 'server', 'twin'],
      fixed: ['victim', 'attacker', 'server', 'twin'],
    },
  },
  'ticket-per-node': {
    on: 'query-ticket',
    title: 'Remembers used tickets on each node alone: one ticket opens a connection on every node',
    parties: { weak: ['attacker', ...twinNodes], fixed: ['attacker', ...twinNodes] },
  },
  hijack: {
    on: 'cookie',
    title: 'Asks for the cookie only, which every page can send',
    page: 'hijack',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server', 'twin'] },
  },
  'echoed-token': {
    on: 'subprotocol',
    title: 'Selects the first subprotocol offered: the token',
    parties: { weak: ['victim', 'attacker', 'server', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'cached-basic': {
    on: 'basic',
    title: 'Takes the password that the browser has cached, from any page',
    page: 'cached-basic',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'forged-origin': {
    on: 'bearer-header',
    title: 'Takes the right Origin for proof',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'twin'] },
  },
  'wrong-certificate': {
    on: 'client-certificate',
    title: 'Reads the name in a certificate that it never checked',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'server'] },
  },
  'renew-as-other': {
    on: 'token-refresh',
    title: 'Renews with any good token, whoever it belongs to',
    parties: { weak: ['victim', 'attacker', 'server', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'beyond-permission': {
    on: 'token-refresh',
    title: 'Lets everybody who is in do everything',
    parties: { weak: ['attacker', 'server', 'twin'], fixed: ['attacker', 'server'] },
  },
  'outlive-token': {
    on: 'token-refresh',
    title: 'Checks the token once, and keeps the connection after it',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'twin'] },
  },
  'stolen-token': {
    on: 'proof-message',
    title: 'Takes a token without asking for the proof of its key',
    parties: { weak: ['victim', 'attacker', 'server', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'resume-theft': {
    on: 'channels',
    title: 'Lets a client go on where it was, without asking who comes',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'ghost-presence': {
    on: 'channels',
    title: 'Shows people as present who have been thrown out',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'beyond-capability': {
    on: 'channels',
    title: 'Compares how names begin: room:1 opens room:10',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'history-before-join': {
    on: 'channels',
    title: 'Tells newcomers what was said before they were let in',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  'publish-replay': {
    on: 'channels',
    title: 'Counts a message again that is sent again',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
  markup: {
    title: 'Pastes what it receives into its answers, its log and its page',
    page: 'markup',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'twin'] },
  },
  tunnel: {
    title: 'Passes on any bytes to a service inside',
    parties: { weak: ['attacker', 'twin'], fixed: ['attacker', 'server'] },
  },
  tap: {
    title: 'Is reached without TLS',
    parties: { weak: ['victim', 'attacker', 'twin'], fixed: ['victim', 'attacker', 'server'] },
  },
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
