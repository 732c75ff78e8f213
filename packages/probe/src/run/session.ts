/** What the checks of one run share: the server, its honest client, and what was learnt about both. */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { CredentialSource, Target } from '../config/settings.ts';
import { fillTemplate } from '../config/template.ts';
import { Masker } from '../visit/masker.ts';
import type { Payload } from '../visit/payload.ts';
import { type Plan, planOf } from '../visit/plan.ts';
import { Visit, type VisitOptions } from '../visit/visit.ts';
import { Controls } from './controls.ts';
import type { Entry } from './entry.ts';
import { partsBeforeSecret } from './spoil.ts';

/** Longest time that an honest client waits for anything. */
export const HONEST_PATIENCE_MS = 10_000;

/** Time for a check of which the server does not say when it is over. */
const PAUSE_MS = 300;

/** Between attempts at a server that is full. */
const PAUSES_MS = [500, 1000, 2000];

/** Words of a reply that refuses, although it may repeat what was asked. */
const refusing =
  /unauthori[sz]ed|unauthenticated|not authenticated|forbidden|denied|not allowed|"error"|login required/i;

export interface Expected {
  /** Sent. */
  readonly message: Payload;
  /** Whether a message of the server is the answer. */
  isAnswer(text: string): boolean;
  readonly nonce: string;
}

export class Session {
  readonly target: Target;
  readonly loopback: boolean;
  readonly masker = new Masker();
  readonly controls: Controls;
  readonly signal: AbortSignal;
  connections = 0;
  /** Whether one user may have several connections at once. */
  coexists = true;
  /** Milliseconds that an honest client took lately, from the first byte to its answer. */
  honestMs = 200;
  #honestRepliesRefuse = false;
  #first: Promise<Entry> | undefined;

  constructor(target: Target, loopback: boolean, signal: AbortSignal) {
    this.target = target;
    this.loopback = loopback;
    this.signal = signal;
    setMaxListeners(0, signal);
    this.controls = new Controls(() => this.enterHonestly());
  }

  /** Milliseconds of silence that mean something, beside an honest client that was answered meanwhile. */
  get quietMs(): number {
    return Math.min(Math.max(10 * this.honestMs, 800), 5000);
  }

  /** A credential of a source, which nothing will tell. */
  async ask(source: CredentialSource): Promise<string> {
    const credential = await source(this.signal);
    this.masker.add(credential);
    // A password may travel without the name of its user.
    const password = credential.slice(partsBeforeSecret(credential));
    if (password !== '') this.masker.add(password);
    return credential;
  }

  /** The plan of the honest client, with a fresh credential unless another is given. */
  async honestPlan(credential?: string): Promise<Plan> {
    const { target } = this;
    const given = credential ?? (target.credential ? await this.ask(target.credential) : '');
    return this.planWith(given, target.csrf && (await this.ask(target.csrf)));
  }

  planWith(credential: string | undefined, csrf?: string): Plan {
    const { url, dialect, origin } = this.target;
    return planOf({ url, dialect, origin, credential, csrf });
  }

  /** Connects, and sends nothing yet. */
  async connect({ certificate }: Plan, options: VisitOptions): Promise<Visit> {
    this.connections++;
    const visit = new Visit(options);
    await visit.connect(this.target, certificate, this.signal);
    return visit;
  }

  /** Connects and sends the handshake. The answer comes as it comes. */
  async visit(plan: Plan, options: VisitOptions): Promise<Visit> {
    const visit = await this.connect(plan, options);
    if (visit.failure === undefined) visit.request(plan);
    return visit;
  }

  /**
   * A message that nobody has sent before, and what its answer looks like.
   *
   * @param user - who the answer must name; without one it may name anybody
   * @param isHonest - whether an answer with words of a refusal is one all the same
   */
  newMessage(user?: string, isHonest = this.#honestRepliesRefuse): Expected {
    const nonce = `n${randomBytes(8).toString('hex')}`;
    const parts = this.target.answer.replaceAll('$NONCE', nonce).split('$USER').map(escaped);
    const answer = new RegExp(parts.join(user === undefined ? '[^]{0,200}?' : escaped(user)));
    return {
      nonce,
      message: fillTemplate(this.target.message, (text) => text.replaceAll('$NONCE', nonce)),
      isAnswer: (text) => answer.test(text) && (isHonest || !refusing.test(text)),
    };
  }

  /**
   * What the plan says first on an open connection. Where the server has to speak first, it is made of what that said.
   *
   * @returns `undefined` where the handshake authenticates, and where no challenge came
   */
  async firstMessage(visit: Visit, { first, credential = '' }: Plan): Promise<Payload | undefined> {
    const { dialect, prove } = this.target;
    const wanted = dialect.carrier === 'message' ? dialect.challenge : undefined;
    if (typeof first !== 'string' || wanted === undefined || prove === undefined) return first;
    const challenge = () => visit.messages.find((text) => text.includes(wanted));
    await visit.until(() => !visit.isOpen || challenge() !== undefined, HONEST_PATIENCE_MS);
    const said = challenge();
    if (said === undefined) return undefined;
    const proof = await prove(said, credential, this.signal);
    // The rest of a JWT is no secret.
    this.masker.add(proof.slice(partsBeforeSecret(proof)));
    return first.replaceAll('$PROOF', JSON.stringify(proof).slice(1, -1));
  }

  /** Sends what the plan says first on an open connection, if it says anything. */
  async sendFirst(visit: Visit, plan: Plan): Promise<void> {
    const first = await this.firstMessage(visit, plan);
    if (first !== undefined && visit.isOpen) visit.send(first);
  }

  /**
   * Authenticates on an open connection as the plan says.
   *
   * @param patienceMs - how long to wait for the server to say that one is in, where it says so
   */
  async authenticate(visit: Visit, plan: Plan, patienceMs: number): Promise<void> {
    const said = this.target.dialect.in;
    await this.sendFirst(visit, plan);
    if (said === undefined) {
      // A server that does not say when one is in may drop what comes while it checks.
      if (plan.first !== undefined) await visit.until(() => !visit.isOpen, PAUSE_MS);
      return;
    }
    await visit.until(() => !visit.isOpen || visit.messages.some((text) => text.includes(said)), patienceMs);
  }

  /** Whether a message is answered on a connection. */
  async isAnswered(visit: Visit, expected: Expected, patienceMs: number): Promise<boolean> {
    const since = visit.messages.length;
    const answered = () => visit.messages.slice(since).some((text) => expected.isAnswer(text));
    const over = () => answered() || !visit.isOpen;
    if (!visit.isOpen) return false;
    visit.send(expected.message);
    if (this.target.dialect.in !== undefined) await visit.until(over, patienceMs);
    else if (!(await visit.until(over, Math.min(patienceMs, 1000)))) {
      // Perhaps the check took longer than the pause.
      visit.send(expected.message);
      await visit.until(over, patienceMs);
    }
    return answered();
  }

  /** An honest client comes, is served and leaves. */
  async enterHonestly(plan?: Plan, label = 'honest client'): Promise<Entry> {
    const started = performance.now();
    const entry = await this.tryToEnter(plan ?? (await this.honestPlan()), label, HONEST_PATIENCE_MS);
    entry.visit.leave();
    if (entry.how === 'in') this.honestMs = performance.now() - started;
    return entry;
  }

  /** The first honest client of the run, for whoever asks how that went. */
  firstEntry(): Promise<Entry> {
    this.#first ??= this.enterHonestly();
    return this.#first;
  }

  /** What the honest client's first answer taught: whether its replies hold words that elsewhere mean a refusal. */
  learn({ visit }: Entry): void {
    this.#honestRepliesRefuse = visit.messages.some((text) => refusing.test(text));
  }

  /**
   * Goes through the whole of a plan. Where the server is full, which may be because of other checks, it tries again.
   *
   * @param patienceMs - for each step
   * @param meanwhile - asserts, before silence is taken for a refusal, that others are served
   */
  async tryToEnter(
    plan: Plan,
    label: string,
    patienceMs: number,
    meanwhile?: () => Promise<void>,
  ): Promise<Entry> {
    for (const pauseMs of PAUSES_MS) {
      const entry = await this.#tryOnce(plan, label, patienceMs, meanwhile);
      if (!isFull(entry) || this.signal.aborted) return entry;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return this.#tryOnce(plan, label, patienceMs, meanwhile);
  }

  /** Does something for each thing, side by side where the server lets one user have several connections. */
  async each<Thing, Result>(
    things: readonly Thing[],
    act: (thing: Thing) => Promise<Result>,
  ): Promise<Result[]> {
    if (this.coexists) return Promise.all(things.map(act));
    const results: Result[] = [];
    for (const thing of things) results.push(await act(thing));
    return results;
  }

  async #tryOnce(
    plan: Plan,
    label: string,
    patienceMs: number,
    meanwhile?: () => Promise<void>,
  ): Promise<Entry> {
    const one = await this.visit(plan, { label });
    if (one.failure) return { visit: one, plan, how: 'unreachable' };
    await one.until(() => one.head !== undefined || one.ended, meanwhile ? HONEST_PATIENCE_MS : patienceMs);
    if (!one.upgraded) {
      // What the refusal says belongs to the evidence.
      if (one.head) await one.until(() => one.body !== undefined || one.ended, 1000);
      else if (!one.ended) await meanwhile?.();
      return { visit: one, plan, how: one.head || one.ended ? 'refused' : 'unanswered' };
    }
    await this.authenticate(one, plan, patienceMs);
    // Whoever an attempt gets in as: it is in.
    const expected = meanwhile ? this.newMessage() : this.newMessage(this.target.user, true);
    const isIn = await this.isAnswered(one, expected, patienceMs);
    if (isIn) return { visit: one, plan, how: 'in' };
    if (!one.isOpen || meanwhile === undefined)
      return { visit: one, plan, how: one.isOpen ? 'unanswered' : 'refused' };
    await meanwhile();
    const late = () => one.messages.some((text) => expected.isAnswer(text));
    await one.until(() => late() || !one.isOpen, patienceMs);
    return { visit: one, plan, how: late() ? 'in' : one.isOpen ? 'unanswered' : 'refused' };
  }
}

/** Refused with "try again later", and nothing that says when. */
function isFull({ how, visit }: Entry): boolean {
  return (
    how === 'refused' &&
    ((visit.status === 503 && retryAfterOf(visit) === undefined) || visit.close?.code === 1013)
  );
}

/** Turned away for a while, as a server does that limits attempts: that says nothing about this one. */
export function isLimited(visit: Visit): boolean {
  return visit.status === 429 || (visit.status === 503 && retryAfterOf(visit) !== undefined);
}

/** Seconds after which a refused client may come again, where the server says so. */
export function retryAfterOf({ head }: Visit): number | undefined {
  const text = head?.headers.get('retry-after')?.[0];
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** A text as a part of a pattern. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
