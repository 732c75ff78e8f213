/** The handshake under the glass: what each header field is worth, and how Accept comes from the key. */
import type { HeaderFields } from '../../../protocol/trace.ts';
import { accept as acceptWords, table, worths } from '../../words/handshake.ts';
import type { Detail } from '../model/rows.ts';
import { computeAccept } from './accept.ts';
import { judge, sumUp } from './headers.ts';
import { make } from './html.ts';

/** What there is to be seen in a row that is a half of the handshake. */
export function handshakeParts({ what, headers, handshake }: Detail): HTMLElement[] {
  return [...(headers ? [headerTable(headers, what)] : []), ...(handshake ? [acceptSteps(handshake)] : [])];
}

function headerTable(headers: HeaderFields, what: string): HTMLElement {
  const element = document.createElement('table');
  const head = document.createElement('tr');
  head.append(...table.columns.map((text) => column(text)));
  const rows = headers.map(([name, value]) => {
    const { worth, reason } = judge(name);
    const row = document.createElement('tr');
    const field = make('th', name);
    field.setAttribute('scope', 'row');
    const judgement = document.createElement('td');
    judgement.append(make('strong', worths[worth]), ` ${reason}`);
    row.append(field, cell('code', value), judgement);
    row.dataset.worth = worth;
    return row;
  });
  element.append(head, ...rows);
  const names = headers.map(([name]) => name);
  return fold(sumUp(what, names), element);
}

function acceptSteps({ key, accept }: NonNullable<Detail['handshake']>): HTMLElement {
  const section = fold(acceptWords.title);
  void computeAccept(key).then((steps) => {
    if (!steps) {
      section.append(make('p', acceptWords.unable));
      return;
    }
    const equal = steps.accept === accept;
    const list = document.createElement('ol');
    list.append(
      step(acceptWords.key, key),
      step(acceptWords.joined, steps.joined),
      step(acceptWords.digest, steps.digest),
      step(acceptWords.encoded, steps.accept),
      step(equal ? acceptWords.equal : acceptWords.different, accept),
    );
    section.append(list, make('p', acceptWords.conclusion));
  });
  return section;
}

/** What is seen only by who opens it. */
export function fold(summary: string, ...content: readonly Element[]): HTMLElement {
  const details = document.createElement('details');
  details.append(make('summary', summary), ...content);
  return details;
}

function step(words: string, value: string): HTMLElement {
  const item = make('li', `${words}: `);
  item.append(make('code', value));
  return item;
}

function cell(inner: 'code', text: string): HTMLElement {
  const element = document.createElement('td');
  element.append(make(inner, text));
  return element;
}

function column(text: string): HTMLElement {
  const element = make('th', text);
  element.setAttribute('scope', 'col');
  return element;
}
