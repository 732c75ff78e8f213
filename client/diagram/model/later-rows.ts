/** Rows that few connections have. Whoever hears the server's report imports this. */
import { labels, parties } from '../../words/diagram.ts';
import { checkRefusals, keySet, ownCheck } from '../../words/diagram-later.ts';
import { amend } from './known.ts';
import { later } from './later.ts';
import { duration } from './rows.ts';
import { arrow, check, note } from './sketches.ts';

const { server, auth } = parties;

later.draw = (fact, { current }) => {
  switch (fact.type) {
    case 'checkedHere': {
      // Nobody is asked about the token, so the question that was drawn becomes a note. Under the glass it has no request.
      const { from, to, kind } = note(server, '', '');
      const label = ownCheck.checks(current.what);
      const changes = { from, to, ...(kind && { kind }), label, dashed: false, fact };
      amend(current.question, changes, ownCheck.explanation(hostOf(fact.issuer)), ownCheck.kind);
      current.checksItself = true;
      return undefined;
    }
    case 'keysAsked':
      return arrow(server, auth, keySet.ask(hostOf(fact.issuer)), {
        what: keySet.kind,
        explanation: keySet.asked,
      });
    case 'keysAnswered': {
      const { keys, ms } = fact;
      const isBad = keys === undefined;
      const row = arrow(auth, server, isBad ? keySet.none : keySet.answer(keys), {
        what: keySet.kind,
        explanation: isBad ? keySet.unusable : keySet.answered,
      });
      return { ...row, tone: isBad ? 'bad' : 'neutral', aside: duration(ms) };
    }
    case 'checkEnded': {
      const { user, refusal, ms } = fact;
      if (refusal !== undefined) {
        const { label, explanation } = checkRefusals[refusal];
        return { ...check(auth, server, label, explanation, ms), tone: 'bad' };
      }
      const isIn = user !== undefined;
      if (isIn) current.accepted = true;
      const label = isIn ? labels.valid(user) : labels.notValid;
      const row = note(server, label, isIn ? ownCheck.accepted : ownCheck.refused, ownCheck.kind);
      return { ...row, tone: isIn ? 'good' : 'bad', aside: duration(ms) };
    }
    default:
      return undefined;
  }
};

function hostOf(issuer: string): string {
  try {
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}
