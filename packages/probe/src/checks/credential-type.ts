import { withValue } from '../run/first-message.ts';
import { fillFirst } from '../visit/plan.ts';
import { type Check, notApplicable } from './check.ts';

export const check: Check = {
  id: 'credential-type',
  level: 'MUST',
  fault: 'takes true, an object, an array, a number or the name of a built-in member for a credential',
  source: 'CWE-1287; CWE-943; CWE-1321',
  needs: ['message', 'secret'],
  sends:
    'in place of the credential: true, {}, [], null, 1, {"$ne":null}, the credential in an array, "__proto__" and "constructor"',
  expects: 'a refusal of each',
  why: 'A comparison, a lookup in an object or a database query that was written for texts says yes to other things.',
  mend: 'Ask for a text before anything else, and look it up in a Map, never in an object.',
  ws: '`if (typeof token !== "string") refuse()`, and `tokens.get(token)` of a Map.',
  python: '`if not isinstance(token, str): refuse()`.',
  async run(probe) {
    const credential = await probe.credential();
    const plan = await probe.planWith(credential);
    const template = probe.dialect.carrier === 'message' ? probe.dialect.first : '';
    const values = [
      'true',
      '{}',
      '[]',
      'null',
      '1',
      '{"$ne":null}',
      JSON.stringify([credential]),
      '"__proto__"',
      '"constructor"',
    ];
    const attempts = values.flatMap((value) => {
      const first = withValue(template, value);
      return first === undefined
        ? []
        : [
            {
              label: value === values[6] ? '[credential]' : value,
              plan: { ...plan, first: fillFirst(first, credential) },
            },
          ];
    });
    if (attempts.length === 0)
      return notApplicable('The credential is no JSON text of its own in the first message.');
    return probe.mustNotEnter(attempts);
  },
};
