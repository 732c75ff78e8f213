/** Italian. Imports nothing that runs but its own files: whoever imports words waits for this one. */
import { attacker } from './attacker.ts';
import { attacks } from './attacks.ts';
import { auth } from './auth.ts';
import { board } from './board.ts';
import { channels } from './channels.ts';
import { demo } from './demo.ts';
import { demoLater } from './demo-later.ts';
import { diagram } from './diagram.ts';
import { diagramLater } from './diagram-later.ts';
import { documentWords } from './document.ts';
import { exhibits } from './exhibits.ts';
import { glass } from './glass.ts';
import { handshake } from './handshake.ts';
import { html } from './html.ts';
import { about, methods, methodsPage, support } from './methods.ts';
import { outcomes } from './outcomes.ts';
import { predict } from './predict.ts';
import { predictions } from './predictions.ts';
import { probe } from './probe.ts';
import { questions } from './questions.ts';
import { stories } from './stories.ts';

export const catalogue = {
  ...{ demo, demoLater, stories, diagram, diagramLater, glass, handshake, auth, outcomes },
  ...{ exhibits, attacks, methods, support, about, methodsPage, questions },
  ...{ board, channels, predict, predictions, probe, document: documentWords, attacker },
} as const;

export type Catalogue = typeof catalogue;

/** Where a page names the words that it has: as its text, as its label, as what stands in an empty field. */
const places = {
  'data-words': undefined,
  'data-words-label': 'aria-label',
  'data-words-href': 'href',
  'data-words-placeholder': 'placeholder',
  'data-words-empty': 'data-empty',
  'data-words-title': 'title',
} as const;

/** Says what stands in a page in this language. */
export function fillPage(page: Document): void {
  page.documentElement.lang = 'it';
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = html;
  for (const [name, attribute] of Object.entries(places)) {
    for (const element of page.querySelectorAll(`[${name}]`)) {
      const [part = '', key = ''] = element.getAttribute(name)?.split('.') ?? [];
      const text = words[part]?.[key];
      if (text === undefined) continue;
      if (attribute === undefined) element.textContent = text;
      else element.setAttribute(attribute, text);
    }
  }
}
