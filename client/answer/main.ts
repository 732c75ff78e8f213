/** A phone in the room: shows what is being asked, and takes an answer. */

import { giveAnswer, readAsked } from '../api/poll.ts';
import { find } from '../page/elements.ts';
import { makeButton } from '../page/make.ts';
import { phoneWords as words } from '../words/predict.ts';
import { predictions } from '../words/predictions.ts';

/** Milliseconds between two looks at what is being asked. */
const LOOK_MS = 1500;

const asks = find('#asks', HTMLElement);
const choices = find('#choices', HTMLFieldSetElement);
const news = find('#news', HTMLElement);
const heading = asks.textContent ?? '';

/** What this phone calls itself in this poll, so that it is counted once. */
const voter = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
  byte.toString(16).padStart(2, '0'),
).join('');
/** What is shown: a question, and whether it may be answered. */
let shown = '';
let next: ReturnType<typeof setTimeout> | undefined;

const poll = () => location.hash.slice(1);

async function look(): Promise<void> {
  clearTimeout(next);
  const asked = document.hidden ? undefined : await readAsked(poll());
  if (asked === 'gone') show(undefined, words.gone);
  else if (asked === 'lost') news.textContent = words.lost;
  else if (asked?.question === null) show(undefined, words.waiting);
  else if (asked) show(asked.question, asked.open ? '' : words.shut, asked.open);
  // What is over does not come back.
  if (asked !== 'gone') next = setTimeout(look, LOOK_MS);
}

function show(question: string | undefined, text: string, isOpen = false): void {
  const now = `${question} ${isOpen} ${text}`;
  if (now === shown) return;
  const isSame = shown.startsWith(`${question} `);
  shown = now;
  news.textContent = text;
  const prediction = question === undefined ? undefined : predictions[question];
  asks.textContent = prediction?.asks ?? heading;
  choices.disabled = !isOpen;
  // What was chosen stays to be seen; a question that is asked anew has lost its answers.
  if (prediction && isSame && !isOpen) return;
  choices.replaceChildren(
    ...(prediction?.options ?? []).map((option, at) =>
      makeButton(option, { 'aria-pressed': 'false' }, () => void choose(question ?? '', at)),
    ),
  );
}

async function choose(question: string, choice: number): Promise<void> {
  const status = await giveAnswer(poll(), { question, voter, choice });
  if (status === 204) {
    for (const [at, button] of [...choices.querySelectorAll('button')].entries()) {
      button.ariaPressed = String(at === choice);
    }
  }
  const said = { 204: words.taken, 409: words.late, 429: words.full, 404: words.gone }[status];
  news.textContent = said ?? words.lost;
}

void look();
addEventListener('hashchange', () => void look());
