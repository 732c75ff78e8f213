/** Where the difference between a weak twin and its fix stands in the sources. */
import type { AttackName } from '../../protocol/exhibits.ts';

/** A piece of a source: from the line that holds a text to the end of what begins there. */
export interface Piece {
  readonly file: string;
  readonly from: string;
}

const twin = (name: string, from: string): Piece => ({ file: `exhibits/twins/${name}.ts`, from });
const server = (file: string, from: string): Piece => ({ file: `server/${file}.ts`, from });

/** How the real server serves every method. */
const served = server('lab/served', 'createEndpoint(id');
const echo = server('sessions/echo', 'return (message');

export const pieces: Readonly<Record<AttackName, { readonly weak: Piece; readonly fixed: Piece }>> = {
  'silent-hoard': { weak: twin('silent-hoard', 'createEndpoint('), fixed: served },
  'crowded-out': {
    weak: twin('crowded-out', 'function crowdedOut('),
    fixed: twin('crowded-out', 'function crowdedOutFixed('),
  },
  flood: { weak: twin('flood', 'createEndpoint('), fixed: served },
  'early-message': {
    weak: twin('early-message', "webSocket.on('message'"),
    fixed: server('methods/authenticate-message', 'const authenticateMessage'),
  },
  'log-replay': {
    weak: twin('log-replay', 'function logReplay('),
    fixed: twin('log-replay', 'function logReplayFixed('),
  },
  'ticket-replay': {
    weak: twin('ticket-replay', 'verify(ticket, question) {'),
    fixed: server('auth/tokens/tickets', 'async verify(credential'),
  },
  'ticket-per-node': {
    weak: twin('ticket-per-node', 'function ticketPerNode('),
    fixed: twin('ticket-per-node', 'function ticketPerNodeFixed('),
  },
  hijack: {
    weak: twin('hijack', 'const readWithoutProof'),
    fixed: server('methods/cookie', 'read(request, sessionCookie) {'),
  },
  'echoed-token': {
    weak: twin('echoed-token', 'accept(opened) {'),
    fixed: server('upgrade/router', 'handleProtocols:'),
  },
  'cached-basic': {
    weak: twin('cached-basic', 'function cachedBasic('),
    fixed: twin('cached-basic', 'function cachedBasicFixed('),
  },
  'forged-origin': {
    weak: twin('forged-origin', 'function forgedOrigin('),
    fixed: twin('forged-origin', 'function forgedOriginFixed('),
  },
  'wrong-certificate': {
    weak: twin('wrong-certificate', 'const readUnchecked'),
    fixed: server('methods/client-certificate', 'read({ socket }) {'),
  },
  'renew-as-other': {
    weak: twin('renew-as-other', 'const verifier'),
    fixed: server('sessions/permissions', 'if (!isSameUser(renewed'),
  },
  'beyond-permission': {
    weak: twin('beyond-permission', 'const verifier'),
    fixed: server('sessions/permissions', 'if (!lifetime.identity().permissions'),
  },
  'outlive-token': {
    weak: twin('outlive-token', 'function outliveToken('),
    fixed: twin('outlive-token', 'function outliveTokenFixed('),
  },
  'stolen-token': {
    weak: twin('stolen-token', 'async verify('),
    fixed: server('auth/tokens/bound-tokens', 'async verify('),
  },
  'resume-theft': {
    weak: twin('resume-theft', 'return earlier.get('),
    fixed: server('lab/channels', 'identityOf(await ask('),
  },
  'ghost-presence': {
    weak: twin('ghost-presence', "signal.addEventListener('abort'"),
    fixed: server('sessions/channels', "gate.signal.addEventListener('abort'"),
  },
  'beyond-capability': {
    weak: twin('beyond-capability', 'function covers('),
    fixed: { file: 'protocol/capabilities.ts', from: 'function covers(' },
  },
  'history-before-join': {
    weak: twin('history-before-join', 'const asked'),
    fixed: server('sessions/channels', "const seesHistory = may('history'"),
  },
  'publish-replay': {
    weak: twin('publish-replay', 'publish: ('),
    fixed: server('channels/memory', 'if (before) return'),
  },
  markup: { weak: twin('markup', 'createEndpoint('), fixed: echo },
  tunnel: { weak: twin('tunnel', 'createEndpoint('), fixed: echo },
  tap: { weak: twin('tap', 'createEndpoint('), fixed: served },
};
