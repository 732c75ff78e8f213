/** Texts that came over a WebSocket, on a page that pastes them, and on one that shows them as ours does. */

import { createLog } from '../../client/demo/telling/log.ts';
import { find } from '../../client/page/elements.ts';
import { attacker } from '../../client/words/attacker.ts';
import { nameOf } from '../../client/words/attacks.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import { payloads } from '../../protocol/payloads.ts';
import { loadFacts } from './common.ts';

const words = attacker.markup;
const naive = find('#naive', HTMLIFrameElement);
const ours = find('#ours', HTMLElement);
const send = find('#send', HTMLButtonElement);
const log = createLog(ours, find('.log-frame', HTMLElement));

/** What ran, by the page it ran on: a text that runs says so to the window around it, or to its own. */
const ran = { naive: new Set<string>(), ours: new Set<string>() };
let received = 0;

find('#origin', HTMLElement).textContent = location.origin;
const { page } = await loadFacts();

addEventListener('message', ({ source, data }) => {
  if (source === naive.contentWindow) ran.naive.add(String(data));
  else if (source === window) ran.ours.add(String(data));
  showOutcomes();
});

send.addEventListener('click', async () => {
  send.disabled = true;
  for (const names of Object.values(ran)) names.clear();
  ours.replaceChildren();
  received = 0;
  await reload(naive);
  const socket = new WebSocket(`${page.replace(/^http/, 'ws')}/ws/first-message`);
  socket.addEventListener('open', () => socket.send(formatTokenMessage(DEMO_TOKEN)));
  socket.addEventListener('message', () => sendAll(socket), { once: true });
  socket.addEventListener('close', ({ code }) => {
    send.disabled = false;
    if (received < payloads.length) say('#ours-outcome', 'bad', words.ended(code));
  });
});

/** It is let in by now. */
function sendAll(socket: WebSocket): void {
  socket.addEventListener('message', ({ data }) => {
    const text = String(data);
    received++;
    // Its origin is no one's, so there is none to name.
    naive.contentWindow?.postMessage(text, '*');
    log.add('received', text);
    showOutcomes();
    if (received === payloads.length) socket.close();
  });
  for (const { message } of payloads) socket.send(message);
}

function showOutcomes(): void {
  for (const [id, names] of Object.entries(ran)) {
    const none = names.size === 0;
    const text = none
      ? words.ranNone(received)
      : words.ran(names.size, received, [...names].map(nameOf).join(', '));
    say(`#${id}-outcome`, none ? 'good' : 'bad', text);
  }
}

function say(selector: string, tone: 'good' | 'bad', words: string): void {
  const outcome = find(selector, HTMLElement);
  outcome.dataset.tone = tone;
  outcome.textContent = words;
}

function reload(frame: HTMLIFrameElement): Promise<Event> {
  return new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
    frame.src = '/naive-page';
  });
}

// Until now a press would have been lost.
document.body.inert = false;
