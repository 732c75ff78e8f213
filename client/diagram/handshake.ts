/** The handshake under the glass: what each header field is worth, and how Accept comes from the key. */
import type { HeaderFields } from '../../protocol/trace.ts';
import { computeAccept } from './accept.ts';
import { judge, sumUp, worthNames } from './headers.ts';
import { make } from './html.ts';
import type { Detail } from './rows.ts';

/** What there is to be seen in a row that is a half of the handshake. */
export function handshakeParts({ what, headers, handshake }: Detail): HTMLElement[] {
  return [...(headers ? [headerTable(headers, what)] : []), ...(handshake ? [acceptSteps(handshake)] : [])];
}

function headerTable(headers: HeaderFields, what: string): HTMLElement {
  const table = document.createElement('table');
  const head = document.createElement('tr');
  head.append(...['Field', 'Value', 'Security?'].map((text) => column(text)));
  const rows = headers.map(([name, value]) => {
    const { worth, reason } = judge(name);
    const row = document.createElement('tr');
    const field = make('th', name);
    field.setAttribute('scope', 'row');
    const judgement = document.createElement('td');
    judgement.append(make('strong', worthNames[worth]), ` ${reason}`);
    row.append(field, cell('code', value), judgement);
    row.dataset.worth = worth;
    return row;
  });
  table.append(head, ...rows);
  const names = headers.map(([name]) => name);
  return fold(sumUp(what, names), table);
}

function acceptSteps({ key, accept }: NonNullable<Detail['handshake']>): HTMLElement {
  const section = fold('Sec-WebSocket-Accept, computed here from this key');
  void computeAccept(key).then((steps) => {
    if (!steps) {
      section.append(
        make('p', 'This browser computes SHA-1 only for pages that came by https or from localhost.'),
      );
      return;
    }
    const equal = steps.accept === accept;
    const list = document.createElement('ol');
    list.append(
      step('The key, as the client sent it', key),
      step('with a GUID behind it that is the same for everyone (RFC 6455)', steps.joined),
      step('SHA-1 of that', steps.digest),
      step('in base64', steps.accept),
      step(equal ? '✓ equal to what the server sent' : '✗ not what the server sent', accept),
    );
    const conclusion =
      'Anyone can do this. It shows that the other side speaks WebSocket, not who it is: no security.';
    section.append(list, make('p', conclusion));
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
