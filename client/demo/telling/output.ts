/** State, output and explanation: what the connection has come to, in words. */

import type { Tone } from '@websocket-auth-lab/diagram';
import type { Row } from '../../diagram/model/rows.ts';
import { find } from '../../page/elements.ts';
import { endings, silence, states } from '../../words/demo.ts';
import type { Ending, State } from '../connection.ts';
import * as words from './describe.ts';
import { serverSide, wordsOfCause } from './later.ts';

const result = find('#result', HTMLElement);
const stateName = find('#state', HTMLElement);
const output = find('#output', HTMLOutputElement);
const explanation = find('#explanation', HTMLElement);
const endpoint = find('#endpoint', HTMLElement);
const advice = find('#advice', HTMLElement);
const originLink = find('#origin-link', HTMLAnchorElement);

let state: State = 'disconnected';
/** How long the server has said nothing although it should; undefined while it speaks. */
let silentMs: number | undefined;
/** How it ended, and what had been shown to the server first. */
let end: { readonly ending: Ending; readonly presented: words.Presented } | undefined;
/** What the server told of this connection; its word may come before or after the page sees the same. */
let user: string | undefined;
let cause: string | undefined;

/** Shows the last thing received. */
export function showReceived(text: string): void {
  output.textContent = text;
}

export function showEndpoint(text: string): void {
  endpoint.textContent = text;
}

export function showState(next: State): void {
  state = next;
  end = undefined;
  silentMs = undefined;
  stateName.textContent = states.names[state];
  result.dataset.tone = toneOfState();
  advice.hidden = true;
  explain();
}

/** Shows that the server says nothing although it should; without a time, that it speaks again. */
export function showSilence(ms: number | undefined): void {
  silentMs = ms;
  stateName.textContent = ms === undefined ? states.names[state] : silence.state(Math.floor(ms / 1000));
  result.dataset.tone = ms === undefined ? toneOfState() : 'bad';
  explain();
}

/** Shows what only the server could tell, by the rows that are seen: whom it let in, and why it refused. */
export function showServerSide(rows: readonly Row[]): void {
  const own = rows.slice(rows.findLastIndex(({ begins }) => begins) + 1);
  user = own.findLast((row) => row.user !== undefined)?.user;
  cause = own.findLast((row) => row.cause !== undefined)?.cause;
  explain();
}

function toneOfState(): Tone {
  return state === 'connected' ? 'good' : 'neutral';
}

function explain(): void {
  let text = states.mean[state];
  if (state === 'connected' && user !== undefined) text = states.connectedAs(user);
  if (end) text = words.explainEnding(end.ending, end.presented, wordsOfCause(cause));
  if (silentMs !== undefined) text = silence.means;
  // Said anew it would be read aloud anew.
  if (explanation.textContent !== text) explanation.textContent = text;
}

/** Shows something that went wrong before there was a connection. */
export function showProblem(text: string): void {
  output.textContent = endings.problem(text);
  result.dataset.tone = 'bad';
}

export function showEnding(ending: Ending, presented: words.Presented): void {
  end = { ending, presented };
  output.textContent = words.outputOfEnding(ending);
  result.dataset.tone = words.toneOfEnding(ending);
  explain();
  if (ending.opened || ending.asked || ending.refusal) return;
  void serverSide().then((loaded) => {
    // Meanwhile something else may have begun.
    if (loaded && end?.ending === ending) showAdvice(loaded.adviseOnFailure(location.origin));
  });
}

function showAdvice({ link, after }: { link: string; after: string }): void {
  originLink.href = location.origin;
  originLink.textContent = link;
  advice.replaceChildren(originLink, after);
  advice.hidden = false;
}
