/** An attacker's page that lets the victim's browser do the work: it opens a WebSocket and adds nothing itself. */
import { find } from '../../client/page/elements.ts';
import { loadFacts, pageOf, showResult, speak } from './common.ts';

interface Ride {
  /** Whose log the server writes. */
  readonly name: string;
  /** What the page offers, which it can always do. */
  readonly protocols: string[];
  /** What the browser has added, where it went well. */
  readonly added: string;
}

export async function prepareRide(ride: Ride): Promise<void> {
  find('#place', HTMLElement).textContent = location.origin;
  const { twins } = await loadFacts();
  find('#victim', HTMLAnchorElement).href = `${pageOf(twins)}/`;
  const buttons = [...find('#attacks', HTMLElement).querySelectorAll('button')];
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      const path = button.dataset.path ?? '';
      await attack(`${twins}${path}`, path, ride);
    });
  }
}

async function attack(url: string, path: string, { name, protocols, added }: Ride): Promise<void> {
  showResult('neutral', 'The page opens a WebSocket…', url);
  find('#wire', HTMLPreElement).textContent = '';
  const attempt = await speak(url, '{"msg":"what does alice see?"}', protocols);
  if (attempt.answered) {
    showResult(
      'bad',
      'The attacker is in, and speaks as Alice.',
      `The browser added ${added}. The attacker reads:`,
    );
    find('#wire', HTMLPreElement).textContent = attempt.text;
    return;
  }
  showResult(
    'good',
    'The attacker was kept out.',
    `All the page sees is close code ${attempt.code}. The server's own log says why:`,
  );
  find('#wire', HTMLPreElement).textContent = await lastLogLine(name, path);
}

async function lastLogLine(name: string, path: string): Promise<string> {
  const text = await (await fetch(`/log/${name}`)).text();
  return text.split('\n').findLast((line) => line.includes(`GET ${path} `)) ?? '';
}
