/** Whether a server still serves others after something that it should survive. */
import { type Finding, fail, pass } from '../checks/check.ts';
import type { Visit } from '../visit/visit.ts';
import { endingOf, endOf } from './entry.ts';
import type { Probe } from './probe.ts';

/** @param witness - an honest client that was in before */
export async function othersAreServed(
  probe: Probe,
  witness: Visit | undefined,
  what: string,
): Promise<Finding> {
  const control = await probe.session.controls.after();
  if (control.how !== 'in') {
    probe.evidence.push(control.visit.transcript);
    return fail(`After ${what} an honest client did not get in any more: ${endingOf(control)}.`);
  }
  const isServed = witness === undefined || (await probe.isServed(witness));
  witness?.leave();
  return isServed
    ? pass(`After ${what} honest clients were served as before.`)
    : fail(
        `After ${what} an honest client that had been in was not served any more: ${endOf(witness) ?? 'no answer'}.`,
      );
}
