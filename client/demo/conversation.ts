/** One conversation at a time: what controls and stories ask for goes to a connection, what happens goes on the page. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import type { Ticket } from '../api/auth.ts';
import type { Diagram } from '../diagram/diagram.ts';
import { isToldByRow, type PageFact } from '../diagram/model/facts.ts';
import { type Recorder, recordOn } from '../diagram/recorder.ts';
import { isReachable } from '../reconnect/network.ts';
import { createReconnector } from '../reconnect/reconnector.ts';
import type { Curtain } from '../stage/curtain.ts';
import { controls as controlWords, retry } from '../words/demo.ts';
import { type Answer, askAuthServer } from './auth-server.ts';
import type { Connection, ConnectionEvent, Ending } from './connection.ts';
import * as controls from './controls.ts';
import type { Result } from './stories.ts';
import * as words from './telling/describe.ts';
import type { Report } from './telling/report.ts';
import { createSilence } from './telling/silence.ts';
import { connectWatched } from './watched.ts';

/** The method of this page's endpoint, for tickets are bound to one. */
const METHOD = 'first-message';

export interface Conversation {
  /** Begins a new picture; what comes next is drawn there. */
  begin(): void;
  /** Asks the auth server for a ticket and fills it in. Resolves to whether there is one. */
  ticket(): Promise<boolean>;
  /** Ends the session of all tabs, and with it every connection that was opened by one of its tickets. */
  signOut(): Promise<void>;
  /**
   * Resolves when the server has accepted the token, or the connection has ended.
   *
   * @param opened - called when the WebSocket is open
   */
  connect(first: readonly string[], opened?: () => void): Promise<Result>;
  /** As a connection does. */
  send(text: string, data?: Blob): void;
  /** Resolves to the next message that is received; undefined where the connection ends before. */
  answer(): Promise<string | undefined>;
  /** Ends what is open or means to come back, if anything does, and waits until it has ended. */
  disconnect(): Promise<void>;
  /** Ends the pause before the next attempt to come back. */
  tryNow(): void;
}

export interface ConversationParts {
  readonly diagram: Diagram;
  readonly curtain: Curtain;
  readonly report: Report;
  /** Called when nothing is open any more, and the page does not come back by itself. */
  ended(): void;
}

export function createConversation(
  url: string,
  { diagram, curtain, report, ended: reportEnded }: ConversationParts,
): Conversation {
  const silence = createSilence(report.silence);
  let recorder: Recorder | undefined;
  /** The last one, open or not. */
  let connection: Connection | undefined;
  let isOver = true;
  let ended: Promise<void> = Promise.resolve();
  let onOpened: (() => void) | undefined;
  let hear: (text: string | undefined) => void = () => {};
  const reconnector = createReconnector({
    attempt: (attempt, signal) => void comeBack(attempt, signal),
    show(phase) {
      if (phase.type === 'waiting') record({ type: 'pausing', ms: phase.pauseMs });
      report.phase(phase);
    },
    isOnline: () => isReachable(location.hostname, navigator.onLine),
  });
  for (const change of ['online', 'offline']) addEventListener(change, reconnector.networkChanged);

  function record(fact: PageFact, at?: number): void {
    if (!recorder) return;
    if (isToldByRow(fact)) curtain.learned();
    recorder.page(fact, at);
  }

  return {
    begin() {
      reconnector.stop();
      recorder = recordOn(diagram);
      curtain.restart();
    },
    async ticket() {
      const answer = await fillTicket();
      if (!answer.ok) report.problem(answer.problem);
      return answer.ok;
    },
    async signOut() {
      const answer = await askAuthServer((client) => client.signOut(record));
      if (answer.ok) report.news(controlWords.signedOut);
      else report.problem(answer.problem);
    },
    connect(first, opened) {
      onOpened = opened;
      reconnector.stop();
      report.received('');
      report.news('');
      enter('connecting');
      report.restartClock();
      return open(first);
    },
    send: (text, data) => connection?.send(text, data),
    answer: () =>
      new Promise((resolve) => {
        if (isOver) resolve(undefined);
        else hear = resolve;
      }),
    async disconnect() {
      if (!isOver) {
        connection?.close();
        await ended;
      } else if (reconnector.phase.type !== 'idle') {
        giveUp(retry.stopped);
      } else {
        reportEnded();
      }
    },
    tryNow: reconnector.tryNow,
  };

  function enter(state: Parameters<Report['state']>[0]): void {
    report.state(state, reconnector.phase.type !== 'idle');
  }

  async function fillTicket(): Promise<Answer<Ticket>> {
    const answer = await askAuthServer((client) => client.ticket(METHOD, record));
    if (answer.ok) controls.fillTicket(answer.value);
    return answer;
  }

  /** Resolves as `connect` does. */
  function open(first: readonly string[]): Promise<Result> {
    recorder ??= recordOn(diagram);
    const own = recorder;
    isOver = false;
    record({ type: 'presenting', what: controls.holdsTicket() ? 'ticket' : 'token' });
    return new Promise((settle) => {
      ended = new Promise((resolve) => {
        const take = (event: ConnectionEvent) => {
          if (event.type === 'closed') isOver = true;
          tell(event);
          if (event.type === 'authenticated') settle('accepted');
          if (event.type !== 'closed') return;
          settle(event.ending);
          resolve();
        };
        const recorded: Recorder = {
          // What comes late belongs to its own run, or to none.
          page: (fact, at) => own === recorder && record(fact, at),
          server(events, self) {
            own.server(events, self);
            for (const event of events) {
              if (event.type === 'tls') report.encryption(words.describeEndpoint(url, event.version));
            }
          },
        };
        connection = connectWatched(url, first, take, recorded, silence);
      });
    });
  }

  /** Does what a press on Connect would do now; in the place of a used ticket with a fresh one. */
  async function comeBack(attempt: number, signal: AbortSignal): Promise<void> {
    record({ type: 'returning', attempt });
    const answer = controls.holdsTicket() ? await fillTicket() : undefined;
    if (signal.aborted) return;
    if (answer?.ok !== false) return void open([formatTokenMessage(controls.token.value)]);
    if (answer.retryAfterMs !== undefined) return reconnector.lost(answer.retryAfterMs);
    giveUp(retry.noFreshTicket);
    report.problem(answer.problem);
  }

  function giveUp(why: string): void {
    reconnector.stop();
    enter('disconnected');
    report.news(why);
    reportEnded();
  }

  function showEnd(ending: Ending): void {
    const { phase } = reconnector;
    if (!words.comesBack(ending, phase.type === 'trying')) {
      giveUp(words.explainStaying(ending));
      report.ending(ending);
      return;
    }
    // One more attempt that came to nothing is no news.
    if (phase.type === 'idle' || ending.opened || ending.refusal) {
      enter('reconnecting');
      report.ending(ending);
      report.news(words.describeLoss(ending));
    }
    reconnector.lost(ending.refusal?.retryAfterMs);
  }

  function tell(event: ConnectionEvent): void {
    report.event(event);
    switch (event.type) {
      case 'opening':
      case 'sent':
        silence.asked();
        break;
      case 'opened':
        silence.heard();
        enter('authenticating');
        onOpened?.();
        break;
      case 'authenticated':
        enter('connected');
        if (reconnector.phase.type === 'trying') report.news(retry.cameBack);
        reconnector.up();
        break;
      case 'received':
        silence.heard();
        report.received(event.text);
        hear(event.text);
        break;
      case 'closing':
        silence.asked();
        enter('disconnecting');
        break;
      case 'closed':
        silence.end();
        hear(undefined);
        showEnd(event.ending);
        break;
    }
  }
}
