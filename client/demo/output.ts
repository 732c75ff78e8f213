/** State, output and explanation: what the connection has come to, in words. */
import type { TraceEvent } from '../../protocol/trace.ts';
import { find } from '../page/elements.ts';
import type { Ending, State } from './connection.ts';
import * as words from './words.ts';

const result = find('#result', HTMLElement);
const stateName = find('#state', HTMLElement);
const output = find('#output', HTMLOutputElement);
const explanation = find('#explanation', HTMLElement);
const endpoint = find('#endpoint', HTMLElement);
const advice = find('#advice', HTMLElement);
const originLink = find('#origin-link', HTMLAnchorElement);

/** What the server told of this connection; its word may come before or after the page sees the same. */
let user: string | undefined;
let state: State = 'disconnected';

/** Shows the last thing received. */
export function showReceived(text: string): void {
  output.textContent = text;
}

export function showState(next: State): void {
  state = next;
  if (state === 'connecting') user = undefined;
  stateName.textContent = words.stateNames[state];
  explanation.textContent = words.stateExplanations[state];
  showUser();
  result.dataset.tone = state === 'connected' ? 'good' : 'neutral';
  advice.hidden = true;
}

/** Shows that the server says nothing although it should; without a time, that it speaks again. */
export function showSilence(silentMs: number | undefined): void {
  if (silentMs === undefined) return showState(state);
  stateName.textContent = words.describeSilence(silentMs);
  if (explanation.textContent !== words.silenceExplanation)
    explanation.textContent = words.silenceExplanation;
  result.dataset.tone = 'bad';
}

/** Shows what only the server could tell: whom it let in, and how the connection is encrypted. */
export function showServerSide(event: TraceEvent, url: string): void {
  if (event.type === 'tls') endpoint.textContent = words.describeEndpoint(url, event.version);
  if (event.type !== 'authenticated') return;
  user = event.user;
  showUser();
}

function showUser(): void {
  if (state === 'connected' && user !== undefined) explanation.textContent = words.explainAuthenticated(user);
}

/** Shows something that went wrong before there was a connection. */
export function showProblem(text: string): void {
  output.textContent = `Error: ${text}`;
  result.dataset.tone = 'bad';
}

export function showEnding(ending: Ending): void {
  output.textContent = words.outputOfEnding(ending);
  explanation.textContent = words.explainEnding(ending);
  result.dataset.tone = words.toneOfEnding(ending);
  if (ending.opened || ending.asked || ending.refusal) return;
  const { link, after } = words.adviseOnFailure(location.origin);
  originLink.href = location.origin;
  originLink.textContent = link;
  advice.replaceChildren(originLink, after);
  advice.hidden = false;
}
