/** What the pages of the exhibits share. */

import { find } from '../../client/page/elements.ts';
import { language } from '../../client/words/language.ts';
import { withLanguage } from '../../client/words/with-language.ts';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { parseObject, stringMember } from '../../protocol/messages.ts';

/** The host that is attacked: `attacker.lab.localhost` attacks `lab.localhost`. */
export const victimHost = location.hostname.replace(/^attacker\./, '');

/** Whether a browser takes this page for one of another site: `localhost` has no sites below it. */
export const isOtherSite = location.hostname !== victimHost && !victimHost.includes('.');

/** Where the other servers are, by the victim's name for them. */
export async function loadFacts(): Promise<Pick<ExhibitFacts, 'page' | 'twins'>> {
  const text = await (await fetch('/exhibits.json')).text();
  const facts = parseObject(text);
  const page = facts.ok ? stringMember(facts.value, 'page') : facts;
  const twins = facts.ok ? stringMember(facts.value, 'twins') : facts;
  if (!page.ok || !twins.ok) throw new Error('the exhibits do not say where they are');
  return { page: atVictim(page.value), twins: atVictim(twins.value) };
}

function atVictim(address: string): string {
  const url = new URL(address);
  url.hostname = victimHost;
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
}

/** The page of the same server as a WebSocket's address. */
export function pageOf(webSocket: string): string {
  return webSocket.replace(/^ws/, 'http');
}

/** The address of another origin, which does not know what was chosen here. */
export function inThisLanguage(address: string): string {
  return address + withLanguage('', language, false);
}

/** Whether it has heard an answer: what the server echoed, or nothing but a close code. */
export type Attempt =
  | { readonly answered: true; readonly text: string }
  | { readonly answered: false; readonly code: number };

/** Opens a WebSocket, says one thing, and waits for the echo. */
export function speak(url: string, message: string, protocols: string[] = []): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.addEventListener('open', () => socket.send(message));
    socket.addEventListener('message', ({ data }) => {
      resolve({ answered: true, text: String(data) });
      socket.close();
    });
    socket.addEventListener('close', ({ code }) => resolve({ answered: false, code }));
  });
}

/** Says how something went. */
export function showResult(
  tone: 'good' | 'bad' | 'neutral',
  { verdict, words }: { readonly verdict: string; readonly words: string },
): void {
  find('#result', HTMLElement).dataset.tone = tone;
  find('#verdict', HTMLHeadingElement).textContent = verdict;
  find('#words', HTMLParagraphElement).textContent = words;
}
