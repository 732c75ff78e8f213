/** An attacker's page that lets the victim's browser do the work: it opens a WebSocket and adds nothing itself. */

import { member } from '../../client/api/lab.ts';
import { find } from '../../client/page/elements.ts';
import { attacker as words } from '../../client/words/attacker.ts';
import { inThisLanguage, isOtherSite, loadFacts, pageOf, showResult, speak } from './common.ts';

interface Ride {
  /** Whose log the server writes. */
  readonly name: keyof typeof words.added;
  /** What the page offers, which it can always do. */
  readonly protocols: string[];
}

export async function prepareRide(ride: Ride): Promise<void> {
  find('#origin', HTMLElement).textContent = location.origin;
  const { twins } = await loadFacts();
  find('#victim', HTMLAnchorElement).href = inThisLanguage(`${pageOf(twins)}/`);
  const buttons = [...find('#attacks', HTMLElement).querySelectorAll('button')];
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      const path = button.dataset.path ?? '';
      await attack(`${twins}${path}`, path, ride);
    });
  }
}

async function attack(url: string, path: string, { name, protocols }: Ride): Promise<void> {
  showResult('neutral', { verdict: words.ride.opens, words: url });
  find('#wire', HTMLPreElement).textContent = '';
  const attempt = await speak(url, '{"msg":"what does alice see?"}', protocols);
  if (attempt.answered) {
    showResult('bad', words.ride.isIn(words.added[name]));
    find('#wire', HTMLPreElement).textContent = attempt.text;
    return;
  }
  const [line, carried] = await Promise.all([lastLogLine(name, path), hasCarried(name)]);
  if (carried && / 401 -$/.test(line)) showResult('neutral', words.ride.isOver);
  else if (carried) showResult('good', words.ride.keptOut(attempt.code));
  else if (isOtherSite) showResult('good', words.ride.otherSite(attempt.code));
  else showResult('neutral', words.nobodyThere[name]);
  find('#wire', HTMLPreElement).textContent = line;
}

async function lastLogLine(name: string, path: string): Promise<string> {
  const text = await (await fetch(`/log/${name}`)).text();
  return text.split('\n').findLast((line) => line.includes(`GET ${path} `)) ?? '';
}

/** Whether the browser has added anything. No script can see that; the server that was attacked tells it. */
async function hasCarried(name: string): Promise<boolean> {
  const told: unknown = await (await fetch(`/carried/${name}`)).json();
  return member(told, 'carried') === true;
}
