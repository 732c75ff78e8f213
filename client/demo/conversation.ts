/** One conversation at a time: what controls and stories ask for goes to a connection, what happens goes on the page. */
import { AuthError, createAuthClient } from '../auth.ts';
import type { Diagram, Recorder } from '../diagram/diagram.ts';
import type { Connection, ConnectionEvent } from './connection.ts';
import * as controls from './controls.ts';
import { find } from './elements.ts';
import { createLog } from './log.ts';
import { showEnding, showProblem, showReceived, showServerSide, showState } from './output.ts';
import { connectWatched } from './watched.ts';
import * as words from './words.ts';

/** The method of this page's endpoint, for tickets are bound to one. */
const METHOD = 'first-message';

export interface Conversation {
  /** Begins a new picture; what comes next is drawn there. */
  begin(): void;
  /** Asks the auth server for a ticket and fills it in. Resolves to whether there is one. */
  ticket(): Promise<boolean>;
  /** Resolves when the server has accepted the token (true) or the connection has ended (false). */
  connect(first: readonly string[]): Promise<boolean>;
  send(text: string): void;
  /** Ends what is open, if anything is, and waits until it has ended. */
  disconnect(): Promise<void>;
}

export function createConversation(url: string, diagram: Diagram): Conversation {
  const log = createLog(find('#log', HTMLElement), find('#log-frame', HTMLElement));
  const authServer = createAuthClient();
  let recorder: Recorder | undefined;
  let connection: Connection | undefined;
  let ended: Promise<void> = Promise.resolve();

  showState('disconnected');
  controls.allow('disconnected');

  return {
    begin() {
      recorder = diagram.begin();
    },
    async ticket() {
      try {
        controls.fillTicket(await authServer.ticket(METHOD, (fact) => recorder?.page(fact)));
        return true;
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        showProblem(error.message);
        return false;
      }
    },
    connect(first) {
      const own = recorder ?? diagram.begin();
      showReceived('');
      enter('connecting');
      log.restart();
      return new Promise((settle) => {
        ended = new Promise((resolve) => {
          const report = (event: ConnectionEvent) => {
            tell(event);
            if (event.type === 'authenticated') settle(true);
            if (event.type !== 'closed') return;
            settle(false);
            resolve();
          };
          connection = connectWatched(url, first, report, {
            page: own.page,
            server(events, self) {
              own.server(events, self);
              for (const event of events) showServerSide(event, url);
            },
          });
        });
      });
    },
    send: (text) => connection?.send(text),
    async disconnect() {
      connection?.close();
      await ended;
    },
  };

  function enter(state: Parameters<typeof showState>[0]): void {
    showState(state);
    controls.allow(state);
  }

  function tell(event: ConnectionEvent): void {
    switch (event.type) {
      case 'opening':
        log.add('opening', `opening ${event.url.replace(/\?.*/, '')}`);
        break;
      case 'opened':
        log.add('opened', 'open');
        enter('authenticating');
        break;
      case 'authenticated':
        enter('connected');
        break;
      case 'sent':
      case 'notSent':
        log.add(event.type, words.maskMessage(event.text));
        break;
      case 'received':
        showReceived(event.text);
        log.add('received', event.text);
        break;
      case 'closing':
        log.add('closing', 'closing, asked by this page');
        enter('disconnecting');
        break;
      case 'closed':
        log.add('closed', `closed, ${words.describeClose(event.ending)}`);
        enter('disconnected');
        showEnding(event.ending);
        break;
    }
  }
}
