/** Which member of the configuration to look at when the honest client does not get in. */
import type { Target } from '../config/settings.ts';
import { templateText } from '../config/template.ts';
import type { Entry } from './entry.ts';

/** @returns what was sent, what came back, and what to look at, in sentences */
export function diagnose({ visit, how }: Entry, target: Target): string {
  const { dialect } = target;
  if (how === 'unreachable') {
    const { code = '', message = '' } = visit.failure ?? {};
    if (code === 'ECONNREFUSED') return 'Nothing listens there. Look at url.';
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'No machine has this name. Look at url.';
    if (/certificate|SELF_SIGNED|UNABLE_TO/i.test(`${code} ${message}`)) {
      return 'The certificate of the server is not trusted. Look at ca: it names the authority.';
    }
    if (/SSL|TLS|EPROTO/i.test(`${code} ${message}`))
      return 'There is no TLS behind this port. Look at url: ws or wss?';
    return 'Look at url.';
  }
  if (visit.notHttp) return 'Whatever listens there speaks no HTTP. Look at url.';
  if (visit.head === undefined) {
    return visit.ended
      ? 'It ended the connection without an answer. Look at url: ws or wss, and the port.'
      : 'It took the connection and said nothing. Look at url.';
  }
  const { status = 0 } = visit;
  if (status === 401 || status === 403) {
    const members = [
      'credential',
      'dialect',
      ...(target.origin === undefined ? ['origin (none is sent)'] : ['origin']),
    ];
    return `The server refused the handshake. Look at ${members.join(', ')}.`;
  }
  if (status === 404) return 'There is no WebSocket at this path. Look at url.';
  if (status === 400 || status === 426)
    return 'Look at url, and at dialect: a server may want a subprotocol.';
  if (status !== 101)
    return 'There is no WebSocket at this address, or not for this client. Look at url, credential and dialect.';
  const challenge = dialect.carrier === 'message' ? dialect.challenge : undefined;
  if (challenge !== undefined && !visit.messages.some((text) => text.includes(challenge)))
    return `The server sent no challenge: nothing that came contains ${JSON.stringify(challenge)}. Look at dialect.challenge.`;
  const said = dialect.in;
  const isIn = said === undefined || visit.messages.some((text) => text.includes(said));
  const received = visit.messages.at(-1);
  const came =
    received === undefined ? 'No message came' : `The last message that came was: ${received.slice(0, 200)}`;
  if (!isIn) {
    return `${came}. Nothing that came contains ${JSON.stringify(said)}. Look at credential, at dialect.in${
      dialect.carrier === 'message' ? ', and at dialect.first' : ''
    }.`;
  }
  if (visit.close)
    return 'Look at credential and dialect, and at message: the server may have closed because of it.';
  return `${came}. The message sent was ${templateText(target.message)}, and the answer has to contain ${target.answer}. Look at message and answer.`;
}
