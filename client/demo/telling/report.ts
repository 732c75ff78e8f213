/** What the page says of a run, beside the picture: state, output, explanation, log. All of it goes through the curtain. */

import { find } from '../../page/elements.ts';
import type { Phase } from '../../reconnect/reconnector.ts';
import type { Curtain } from '../../stage/curtain.ts';
import type { ConnectionEvent, Ending, State } from '../connection.ts';
import * as controls from '../controls.ts';
import { describeEvent, type Presented, presentedBy } from './describe.ts';
import { maskMessage } from './later.ts';
import { createLog } from './log.ts';
import * as output from './output.ts';
import { showNews, showPhase } from './retry.ts';

export interface Report {
  /** @param byItself - nobody asked for this now: the focus stays where it can */
  state(state: State, byItself: boolean): void;
  /** How long the server has been silent although it should not be; undefined: it speaks. */
  silence(silentMs: number | undefined): void;
  /** The last thing received. */
  received(text: string): void;
  /** Adds what happened to the log. */
  event(event: ConnectionEvent): void;
  /** The log counts time from now on. */
  restartClock(): void;
  ending(ending: Ending): void;
  /** Something that went wrong before there was a connection. */
  problem(text: string): void;
  /** What became of a connection that is gone, and what comes next. */
  news(text: string): void;
  phase(phase: Phase): void;
  /** The endpoint, once it is known how the way to it is encrypted. No outcome: it is said at once. */
  encryption(endpoint: string): void;
}

/** What the curtain calls to take everything back. */
export function clearReport(): void {
  log.clear();
  output.showReceived('');
  output.showState('disconnected');
  showNews('');
  showPhase({ type: 'idle' }, 0);
  controls.allow('disconnected', true);
  controls.showSignedIn();
}

const log = createLog(find('#log', HTMLElement), find('#log-frame', HTMLElement));

export function createReport({ say }: Curtain): Report {
  let presented: Presented = 'nothing';
  return {
    state: (state, byItself) =>
      say(() => {
        output.showState(state);
        controls.allow(state, byItself);
      }),
    silence: (silentMs) => say(() => output.showSilence(silentMs)),
    received: (text) => say(() => output.showReceived(text)),
    event(event) {
      if (event.type === 'opening') presented = 'nothing';
      if (event.type === 'sent' && presented === 'nothing') {
        presented = presentedBy(event.text, controls.holdsTicket());
      }
      // The acknowledgement is in the log as what was received.
      if (event.type === 'authenticated') return;
      const at = performance.now();
      say(() => log.add(event.type, describeEvent(event, maskMessage), at));
    },
    restartClock: log.restart,
    ending(ending) {
      const first = presented;
      say(() => output.showEnding(ending, first));
    },
    problem: (text) => say(() => output.showProblem(text)),
    news: (text) => say(() => showNews(text)),
    phase(phase) {
      const at = performance.now();
      say(() => showPhase(phase, at));
    },
    encryption: output.showEndpoint,
  };
}
