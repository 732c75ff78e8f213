/** Whether a server still serves others after something that it should survive. */

import { UsageError } from '../config/usage-error.ts';
import type { Visit } from '../visit/visit.ts';
import { endingOf, endOf } from './entry.ts';
import { type Finding, fail, Obstacle, pass } from './finding.ts';
import type { Probe } from './probe.ts';
import { isLimited, retryAfterOf } from './session.ts';

/**
 * Does what a server should survive. Something in the way, such as a server that is there no more, must not keep anybody
 * from looking at the others.
 */
export async function orObstacle(act: Promise<unknown>): Promise<Obstacle | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    if (error instanceof Obstacle) return error;
    throw error;
  }
}

/**
 * @param witness - an honest client that was in before
 * @param obstacles - of what was done: with one, nothing has been survived yet
 * @throws the first obstacle where all are served
 */
export async function othersAreServed(
  probe: Probe,
  witness: Visit | undefined,
  what: string,
  obstacles: readonly (Obstacle | undefined)[],
): Promise<Finding> {
  const control = await probe.session.controls.after().catch(async (error: unknown) => {
    // Whoever gives out the credentials may have ended, too: often it is the same server.
    if (error instanceof UsageError && (await isGone(probe))) return undefined;
    throw error;
  });
  if (control === undefined) return fail(`After ${what} nothing listened any more.`);
  if (isLimited(control.visit)) {
    // After so many broken clients a server may limit this address, and honest ones with it.
    throw new Obstacle(
      `After ${what} the server turned honest clients away for a while.`,
      retryAfterOf(control.visit) ?? 5,
    );
  }
  if (control.how !== 'in') {
    probe.evidence.push(control.visit.transcript);
    probe.blame(control.visit);
    return fail(`After ${what} an honest client did not get in any more: ${endingOf(control)}.`);
  }
  const isServed = witness === undefined || (await probe.isServed(witness));
  witness?.leave();
  if (!isServed) {
    if (witness) probe.blame(witness);
    return fail(
      `After ${what} an honest client that had been in was not served any more: ${endOf(witness) ?? 'no answer'}.`,
    );
  }
  const obstacle = obstacles.find((one) => one !== undefined);
  if (obstacle) throw obstacle;
  return pass(`After ${what} honest clients were served as before.`);
}

/** Whether no connection is to be had, though there were some before. */
async function isGone(probe: Probe): Promise<boolean> {
  const visit = await probe.session.connect(await probe.session.planWith(undefined), {
    label: 'a connection',
  });
  probe.evidence.push(visit.transcript);
  if (visit.failure?.code === 'ECONNREFUSED') {
    probe.blame(visit);
    return true;
  }
  visit.leave();
  return false;
}
