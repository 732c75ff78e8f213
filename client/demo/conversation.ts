/** One conversation at a time: what controls and stories ask for goes to a connection, what happens goes on the page. */
import { maskMessage } from '../../protocol/masking.ts';
import { formatTokenMessage } from '../../protocol/messages.ts';
import type { Diagram, Recorder } from '../diagram/diagram.ts';
import { find } from '../page/elements.ts';
import { isReachable } from '../reconnect/network.ts';
import { createReconnector } from '../reconnect/reconnector.ts';
import { AuthError, createAuthClient } from '../server/auth.ts';
import type { Connection, ConnectionEvent, Ending, State } from './connection.ts';
import * as controls from './controls.ts';
import { createLog } from './log.ts';
import { showEnding, showProblem, showReceived, showServerSide, showSilence, showState } from './output.ts';
import { showNews, showPhase } from './retry.ts';
import { createSilence } from './silence.ts';
import { connectWatched } from './watched.ts';
import * as words from './words.ts';

/** The method of this page's endpoint, for tickets are bound to one. */
const METHOD = 'first-message';

export interface Conversation {
  /** Begins a new picture; what comes next is drawn there. */
  begin(): void;
  /** Asks the auth server for a ticket and fills it in. Resolves to whether there is one. */
  ticket(): Promise<boolean>;
  /** Ends the session of all tabs, and with it every connection that was opened by one of its tickets. */
  signOut(): Promise<void>;
  /** Resolves when the server has accepted the token (true) or the connection has ended (false). */
  connect(first: readonly string[]): Promise<boolean>;
  send(text: string): void;
  /** Ends what is open or means to come back, if anything does, and waits until it has ended. */
  disconnect(): Promise<void>;
  /** Ends the pause before the next attempt to come back. */
  tryNow(): void;
}

export function createConversation(url: string, diagram: Diagram): Conversation {
  const log = createLog(find('#log', HTMLElement), find('#log-frame', HTMLElement));
  const authServer = createAuthClient();
  const silence = createSilence(showSilence);
  let recorder: Recorder | undefined;
  /** The last one, open or not. */
  let connection: Connection | undefined;
  let isOver = true;
  let ended: Promise<void> = Promise.resolve();
  const reconnector = createReconnector({
    attempt: (attempt, signal) => void comeBack(attempt, signal),
    show: showPhase,
    isOnline: () => isReachable(location.hostname, navigator.onLine),
  });
  for (const change of ['online', 'offline']) addEventListener(change, reconnector.networkChanged);

  showState('disconnected');
  controls.allow('disconnected');

  return {
    begin() {
      recorder = diagram.begin();
    },
    async ticket() {
      try {
        await fillTicket();
        return true;
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        showProblem(error.message);
        return false;
      }
    },
    async signOut() {
      try {
        await authServer.signOut((fact) => recorder?.page(fact));
        showNews('Signed out.');
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        showProblem(error.message);
      }
    },
    connect(first) {
      reconnector.stop();
      showReceived('');
      showNews('');
      enter('connecting');
      log.restart();
      return open(first);
    },
    send: (text) => connection?.send(text),
    async disconnect() {
      if (!isOver) {
        connection?.close();
        await ended;
      } else if (reconnector.phase.type !== 'idle') {
        giveUp('You stopped it. The page does not try again by itself.');
      }
    },
    tryNow: reconnector.tryNow,
  };

  function enter(state: State): void {
    showState(state);
    controls.allow(state, reconnector.phase.type !== 'idle');
  }

  async function fillTicket(): Promise<void> {
    controls.fillTicket(await authServer.ticket(METHOD, (fact) => recorder?.page(fact)));
  }

  /** Resolves as `connect` does. */
  function open(first: readonly string[]): Promise<boolean> {
    recorder ??= diagram.begin();
    const { page, server } = recorder;
    isOver = false;
    return new Promise((settle) => {
      ended = new Promise((resolve) => {
        const report = (event: ConnectionEvent) => {
          if (event.type === 'closed') isOver = true;
          tell(event);
          if (event.type === 'authenticated') settle(true);
          if (event.type !== 'closed') return;
          settle(false);
          resolve();
        };
        const recorded: Recorder = {
          page,
          server(events, self) {
            server(events, self);
            for (const event of events) showServerSide(event, url);
          },
        };
        connection = connectWatched(url, first, report, recorded, silence);
      });
    });
  }

  /** Does what a press on Connect would do now; in the place of a used ticket with a fresh one. */
  async function comeBack(attempt: number, signal: AbortSignal): Promise<void> {
    recorder?.page({ type: 'returning', attempt });
    try {
      if (controls.holdsTicket()) await fillTicket();
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      if (signal.aborted) return;
      if (error.retryAfterMs !== undefined) return reconnector.lost(error.retryAfterMs);
      giveUp('The page does not try again by itself: it got no fresh ticket.');
      showProblem(error.message);
    }
    if (!signal.aborted) void open([formatTokenMessage(controls.token.value)]);
  }

  function giveUp(why: string): void {
    reconnector.stop();
    enter('disconnected');
    showNews(why);
  }

  function showEnd(ending: Ending): void {
    const { phase } = reconnector;
    if (!words.comesBack(ending, phase.type === 'trying')) {
      giveUp(words.explainStaying(ending));
      showEnding(ending);
      return;
    }
    // One more attempt that came to nothing is no news.
    if (phase.type === 'idle' || ending.opened || ending.refusal) {
      enter('reconnecting');
      showEnding(ending);
      showNews(words.describeLoss(ending));
    }
    reconnector.lost(ending.refusal?.retryAfterMs);
  }

  function tell(event: ConnectionEvent): void {
    switch (event.type) {
      case 'opening':
        silence.asked();
        log.add('opening', `opening ${event.url.replace(/\?.*/, '')}`);
        break;
      case 'opened':
        silence.heard();
        log.add('opened', 'open');
        enter('authenticating');
        break;
      case 'authenticated':
        enter('connected');
        if (reconnector.phase.type === 'trying') showNews('The connection is back.');
        reconnector.up();
        break;
      case 'sent':
        silence.asked();
        log.add('sent', maskMessage(event.text));
        break;
      case 'notSent':
        log.add('notSent', maskMessage(event.text));
        break;
      case 'received':
        silence.heard();
        showReceived(event.text);
        log.add('received', event.text);
        break;
      case 'closing':
        silence.asked();
        log.add('closing', 'closing, asked by this page');
        enter('disconnecting');
        break;
      case 'closed':
        silence.end();
        log.add('closed', `closed, ${words.describeClose(event.ending)}`);
        showEnd(event.ending);
        break;
    }
  }
}
