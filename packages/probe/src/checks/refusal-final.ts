import type { Entry } from '../run/entry.ts';
import { byEnding } from '../run/probe.ts';
import { refusals } from '../run/refusals.ts';
import { type Check, fail, pass } from './check.ts';

const retriedOn = [1001, 1006, 1011, 1012, 1013, 1014];

function invitesBack({ how, visit }: Entry): boolean {
  if (how !== 'refused') return false;
  // Dropped without an answer, which looks like a fault of the network.
  if (visit.status === undefined) return true;
  if (!visit.upgraded) return visit.status >= 500;
  return retriedOn.includes(visit.close?.code ?? 1006);
}

export const check: Check = {
  id: 'refusal-final',
  level: 'SHOULD',
  fault: 'refuses with a code on which common clients come back',
  source: 'RFC 6455, section 7.4.1; RFC 9110, section 15.6',
  needs: ['credential'],
  sends: 'wrong credentials',
  expects:
    'a code that says that trying again is of no use: HTTP 401 or 403, close code 3000, 1008 or 4000 to 4999',
  why: 'Clients take 1001, 1006, 1011 to 1014 and 5xx for a fault of the server that will pass, and come back with the same wrong credential until somebody stops them.',
  mend: 'Refuse with HTTP 401 or 403, or with close code 3000 (unauthorized).',
  ws: '`socket.close(3000, "unauthorized")`, and catch what the check throws: ws and frameworks turn it into 1011 or 500.',
  python: '`await websocket.close(3000)`: an exception in the handler becomes 1011.',
  async run(probe) {
    const retried = (await refusals(probe)).filter(
      ({ kind, entry }) => kind !== 'broken' && invitesBack(entry),
    );
    for (const { entry } of retried) probe.blame(entry.visit);
    return retried.length > 0
      ? fail(`Clients will come back after: ${byEnding(retried)}.`)
      : pass('Every refusal says that trying again is of no use.');
  },
};
