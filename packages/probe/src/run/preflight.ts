/** Before any check: does the honest client get in at all? */
import { UsageError } from '../config/usage-error.ts';
import { fieldOf } from '../visit/plan.ts';
import { type Entry, endOf } from './entry.ts';
import { HONEST_PATIENCE_MS, type Session } from './session.ts';

export type Preflight =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problem: string;
      /** `undefined` where there was none, since a command of the configuration failed. */
      readonly entry?: Entry;
    };

export async function preflight(session: Session): Promise<Preflight> {
  try {
    return await tryHonestClient(session);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ok: false, problem: error.message };
  }
}

async function tryHonestClient(session: Session): Promise<Preflight> {
  const entry = await session.firstEntry();
  const { visit, how } = entry;
  if (visit.upgraded && !visit.accepted) {
    return {
      ok: false,
      entry,
      problem: 'The server answered 101 with a wrong Sec-WebSocket-Accept, so no honest client gets in.',
    };
  }
  const { selected } = session.target.dialect;
  // Another one that was offered may be the fault of a server, which its checks will name.
  const offered = fieldOf(entry.plan, 'Sec-WebSocket-Protocol')?.split(', ') ?? [];
  const isSelected = visit.selected === selected || offered.includes(visit.selected ?? '');
  if (how === 'in' && selected !== undefined && !isSelected) {
    return { ok: false, entry, problem: `The server did not select the subprotocol ${selected}.` };
  }
  if (how === 'in') {
    session.learn(entry);
    session.coexists = await canCoexist(session);
    return { ok: true };
  }
  return { ok: false, entry, problem: `The honest client did not get in: ${seen(entry)}.` };
}

function seen(entry: Entry): string {
  const { visit, how } = entry;
  if (how === 'unreachable') return visit.failure?.message ?? 'no connection';
  const ended = endOf(visit);
  if (ended !== undefined) return ended;
  if (visit.head === undefined) return 'the handshake had no answer within 10 s';
  return 'its message was not answered within 10 s';
}

/** Whether an honest client is still served after another one of the same user came. */
async function canCoexist(session: Session): Promise<boolean> {
  const first = await session.tryToEnter(await session.honestPlan(), 'an honest client', HONEST_PATIENCE_MS);
  if (first.how !== 'in') return true;
  await session.enterHonestly();
  const isServed = await session.isAnswered(first.visit, session.newMessage(), HONEST_PATIENCE_MS);
  first.visit.leave();
  return isServed;
}
