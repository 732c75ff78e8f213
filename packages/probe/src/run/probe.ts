/** What one check works with. Every connection that it opens becomes evidence. */

import type { Dialect } from '../config/dialect.ts';
import type { Target } from '../config/settings.ts';
import type { Plan } from '../visit/plan.ts';
import type { Transcript } from '../visit/transcript.ts';
import type { Visit } from '../visit/visit.ts';
import { type Entry, endingOf } from './entry.ts';
import { type Finding, fail, Obstacle, pass } from './finding.ts';
import { oncePerRun } from './once.ts';
import { isLimited, retryAfterOf, type Session } from './session.ts';
import { spoil } from './spoil.ts';

/** A right credential that is there to be changed. */
export const sampleCredential = oncePerRun((probe: Probe) => probe.credential());

export interface Attempt {
  /** What is odd about it, such as `Sec-WebSocket-Version 8`. */
  readonly label: string;
  readonly plan: Plan;
}

export class Probe {
  readonly session: Session;
  readonly evidence: Transcript[] = [];
  /** Those of them that show the fault. */
  readonly faults = new Set<Transcript>();

  constructor(session: Session) {
    this.session = session;
  }

  get target(): Target {
    return this.session.target;
  }

  get dialect(): Dialect {
    return this.session.target.dialect;
  }

  get signal(): AbortSignal {
    return this.session.signal;
  }

  honestPlan(credential?: string): Promise<Plan> {
    return this.session.honestPlan(credential);
  }

  /** The credential of an honest client. Only where there is one: see the check's needs. */
  async credential(): Promise<string> {
    const { credential } = this.target;
    if (credential === undefined) throw new Obstacle('There is no credential that is a text.');
    return this.session.ask(credential);
  }

  /** The honest client's plan with something else in place of its credential; `undefined` for none. */
  async planWith(credential: string | undefined): Promise<Plan> {
    if (credential !== undefined) this.session.masker.addVariant(credential);
    const { csrf } = this.target;
    return this.session.planWith(credential, csrf && (await this.session.ask(csrf)));
  }

  /** A wrong credential that looks right. All are made of one right one: a server may hand out only so many. */
  async wrongCredential(by = 1): Promise<string> {
    return spoil(await sampleCredential(this), by);
  }

  /** Connects, and sends nothing yet. */
  async connect(
    plan: Plan,
    label: string,
    options: { readonly answersClose?: boolean } = {},
  ): Promise<Visit> {
    const visit = await this.session.connect(plan, { label, ...options });
    this.evidence.push(visit.transcript);
    if (visit.failure) throw new Obstacle(`There was no connection: ${visit.failure.message}.`);
    return visit;
  }

  /** Opens a connection, sends the handshake and waits for its answer. */
  async open(plan: Plan, label: string, options: { readonly answersClose?: boolean } = {}): Promise<Visit> {
    const visit = await this.connect(plan, label, options);
    visit.request(plan);
    await visit.until(() => visit.head !== undefined || visit.ended, 10_000);
    this.#mindLimits(visit);
    return visit;
  }

  /** Opens a connection that has to become a WebSocket, since a check needs one. */
  async openWebSocket(
    plan: Plan,
    label: string,
    options: { readonly answersClose?: boolean } = {},
  ): Promise<Visit> {
    const visit = await this.open(plan, label, options);
    if (!visit.upgraded) throw new Obstacle(`The handshake was not answered with 101 (${label}).`);
    return visit;
  }

  /** An honest client that stays. Its message was answered. */
  async honest(label = 'honest client that stays', given?: Plan): Promise<Visit> {
    const plan = given ?? (await this.honestPlan());
    const entry = await this.session.tryToEnter(plan, label, 10_000);
    this.evidence.push(entry.visit.transcript);
    if (entry.how !== 'in')
      throw new Obstacle(`An honest client did not get in (${label}: ${endingOf(entry)}).`);
    return entry.visit;
  }

  /** An honest client that watches, where the next one does not end its connection. */
  async witness(): Promise<Visit | undefined> {
    return this.session.coexists ? this.honest('an honest client that watches') : undefined;
  }

  /** Whether an open connection is still served. An answer may take as long as an honest client waits. */
  async isServed(visit: Visit, patienceMs = 10_000): Promise<boolean> {
    return visit.isOpen && this.session.isAnswered(visit, this.session.newMessage(), patienceMs);
  }

  /**
   * An attempt that should fail. It leaves when it is over.
   *
   * @param patienceMs - for a refusal that takes its time
   */
  async tryToEnter({ plan, label }: Attempt, patienceMs = this.session.quietMs): Promise<Entry> {
    const { session } = this;
    const entry = await session.tryToEnter(plan, label, patienceMs, () => this.assertServed());
    this.evidence.push(entry.visit.transcript);
    entry.visit.leave();
    if (entry.how === 'unreachable') {
      throw new Obstacle(`There was no connection: ${entry.visit.failure?.message ?? 'unknown'}.`);
    }
    this.#mindLimits(entry.visit);
    return entry;
  }

  /** What this connection did is the fault. */
  blame({ transcript }: Visit): void {
    this.faults.add(transcript);
  }

  /** Waits for silence that means something: an honest client came, was served, and left in the meantime. */
  async quiet(visit: Visit, isOver: () => boolean): Promise<void> {
    const { quietMs } = this.session;
    if (await visit.until(() => isOver() || !visit.isOpen, quietMs)) return;
    await this.assertServed();
    await visit.until(() => isOver() || !visit.isOpen, quietMs);
  }

  /** An honest client that comes now is served. */
  async assertServed(): Promise<void> {
    const control = await this.session.controls.after();
    if (control.how === 'in') return;
    throw new Obstacle(
      `The honest client did not get in meanwhile: ${endingOf(control)}.`,
      retryAfterOf(control.visit),
    );
  }

  /** Fails when any of the attempts gets in. */
  async mustNotEnter(attempts: readonly Attempt[]): Promise<Finding> {
    const entries = await this.session.each(attempts, async (attempt) => ({
      label: attempt.label,
      entry: await this.tryToEnter(attempt),
    }));
    const inside = entries.filter(({ entry }) => entry.how === 'in');
    for (const { entry } of inside) this.blame(entry.visit);
    if (inside.length > 0)
      return fail(`Got in, and its message was answered: ${list(inside.map(({ label }) => label))}.`);
    return pass(`Not let in: ${byEnding(entries)}.`);
  }

  /** A refusal because of too many attempts says nothing about this attempt. */
  #mindLimits(visit: Visit): void {
    if (!isLimited(visit)) return;
    throw new Obstacle(
      `The server turned the probe away for a while (HTTP ${visit.status}): it limits attempts.`,
      retryAfterOf(visit) ?? 5,
    );
  }
}

/** Attempts in a sentence, with how they ended. */
export function byEnding(attempts: readonly { readonly label: string; readonly entry: Entry }[]): string {
  const labels = new Map<string, string[]>();
  for (const { label, entry } of attempts) {
    const ending = endingOf(entry);
    labels.set(ending, [...(labels.get(ending) ?? []), label]);
  }
  return list([...labels].map(([ending, some]) => `${some.join(', ')} (${ending})`));
}

/** Things in a sentence. */
export function list(things: readonly string[]): string {
  return things.length < 2 ? (things[0] ?? '') : `${things.slice(0, -1).join('; ')} and ${things.at(-1)}`;
}
