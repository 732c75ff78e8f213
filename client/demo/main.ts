/** The demo page: what a person asks for goes to a connection, what happens there goes on the page. */
import { formatTokenMessage } from '../../protocol/messages.ts';
import { type Connection, type ConnectionEvent, connect, type Ending, type State } from './connection.ts';
import * as controls from './controls.ts';
import { find } from './elements.ts';
import { createLog } from './log.ts';
import * as words from './words.ts';

const url = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/`;

const result = find('#result', HTMLElement);
const stateName = find('#state', HTMLElement);
const output = find('#output', HTMLOutputElement);
const explanation = find('#explanation', HTMLElement);
const advice = find('#advice', HTMLElement);
const originLink = find('#origin-link', HTMLAnchorElement);
const log = createLog(find('#log', HTMLElement), find('#log-frame', HTMLElement));

let connection: Connection | undefined;

controls.listen({
  connect() {
    connection = connect(url, controls.token.value, connectionOnEvent);
  },
  disconnect() {
    connection?.close();
  },
  send() {
    connection?.send(controls.message.value);
    if (document.activeElement === controls.message) controls.message.select();
  },
});

find('#endpoint', HTMLElement).textContent = words.describeEndpoint(url);
showState('disconnected');

function connectionOnEvent(event: ConnectionEvent): void {
  switch (event.type) {
    case 'opening':
      output.textContent = '';
      log.restart();
      log.add('opening', event.url);
      showState('connecting');
      break;
    case 'opened':
      log.add('opened', 'the server switched to WebSocket');
      showState('authenticating');
      break;
    case 'tokenSent':
      log.add('sent', formatTokenMessage(words.maskToken(event.token)));
      break;
    case 'authenticated':
      showState('connected');
      break;
    case 'messageSent':
      log.add('sent', event.text);
      break;
    case 'received':
      output.textContent = event.text;
      log.add('received', event.text);
      break;
    case 'closing':
      log.add('closing', 'asked by this page');
      showState('disconnecting');
      break;
    case 'closed':
      log.add('closed', words.describeClose(event.ending));
      showState('disconnected');
      showEnding(event.ending);
      break;
  }
}

function showState(state: State): void {
  stateName.textContent = words.stateNames[state];
  explanation.textContent = words.stateExplanations[state];
  result.dataset.tone = state === 'connected' ? 'good' : 'neutral';
  advice.hidden = true;
  controls.allow(state);
}

function showEnding(ending: Ending): void {
  output.textContent = words.outputOfEnding(ending);
  explanation.textContent = words.explainEnding(ending);
  result.dataset.tone = words.toneOfEnding(ending);
  if (!ending.opened && !ending.asked) showAdvice();
}

function showAdvice(): void {
  const { link, after } = words.adviseOnFailure(location.origin);
  originLink.href = location.origin;
  originLink.textContent = link;
  advice.replaceChildren(originLink, after);
  advice.hidden = false;
}
