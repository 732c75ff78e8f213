/** What of a method can be taken along: its document, commands for a terminal, and its code. */
import { alice } from '../../protocol/demo-users.ts';
import type { LabFacts } from '../../protocol/lab.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { member } from '../api/lab.ts';
import { makeCopyButton } from '../page/copy.ts';
import { make } from '../page/make.ts';
import { CODE_PATH } from '../page/paths.ts';
import { take as takeWords } from '../words/methods.ts';
import { beyondCurl, commandsOf } from './commands.ts';

export function createTake(id: MethodId, lab: LabFacts): HTMLElement {
  const link = make('a', { href: `/docs/methods/${id}` }, id);
  return make(
    'section',
    { class: 'panel take' },
    make('h3', {}, takeWords.title),
    make('p', {}, `${takeWords.readMore} `, link),
    describeCommands(id, lab),
    describeCode(id),
  );
}

function describeCommands(id: MethodId, lab: LabFacts): HTMLElement | undefined {
  const endpoint = lab.methods[id];
  if (endpoint === undefined) return undefined;
  const at = { endpoint, page: location.origin, authServer: lab.authServer ?? location.origin };
  const { curl, wscat, client } = commandsOf(id, at, alice);
  const isLate = beyondCurl.includes(id);
  return fold(
    takeWords.terminal,
    make('p', { class: 'muted' }, lab.demo ? takeWords.posix : `${takeWords.posix} ${takeWords.notDemo}`),
    ...listing(takeWords.client, client),
    ...listing(takeWords.wscat, wscat, aboutWscat(id, isLate)),
    ...listing(takeWords.curl, curl, isLate ? takeWords.beyondCurl : undefined),
  );
}

function aboutWscat(id: MethodId, isLate: boolean): string | undefined {
  if (id === 'proof-message') return takeWords.beyondWscat;
  return isLate ? takeWords.wscatFirst : undefined;
}

function describeCode(id: MethodId): HTMLElement {
  const body = make('div', { class: 'listings' });
  const element = fold(takeWords.code, body);
  const files = {
    [takeWords.server]: `server/methods/${id}.ts`,
    [takeWords.page]: `client/methods/${id}.ts`,
  };
  element.addEventListener('toggle', async () => {
    if (!element.open || body.childElementCount > 0) return;
    const all: unknown = await fetch(CODE_PATH)
      .then((response) => response.json())
      .catch(() => undefined);
    const parts = Object.values(files).flatMap((file) => {
      const text = member(all, file);
      return typeof text === 'string' ? listing(file, text) : [];
    });
    body.replaceChildren(...(parts.length > 0 ? parts : [make('p', {}, takeWords.noCode)]));
  });
  return element;
}

function fold(title: string, ...content: readonly (HTMLElement | undefined)[]): HTMLDetailsElement {
  return make('details', { class: 'take-part' }, make('summary', {}, title), ...content);
}

function listing(title: string, text: string, note?: string): HTMLElement[] {
  return [
    make('h4', {}, title),
    ...(note === undefined ? [] : [make('p', { class: 'muted' }, note)]),
    make('pre', { tabindex: '0' }, make('code', {}, text)),
    makeCopyButton(text, takeWords, title),
  ];
}
