/** Shows what is inside an opened row: headers or frame, payload, and what it means. */
import type { HeaderFields } from '../../protocol/trace.ts';
import { computeAccept } from './accept.ts';
import { judge } from './headers.ts';
import { type Detail, direction, type Row, seconds } from './rows.ts';

/** Fills the element; without a row it is emptied and hidden. */
export function showDetail(element: HTMLElement, row: Row | undefined): void {
  element.hidden = row === undefined;
  if (!row) {
    element.replaceChildren();
    return;
  }
  const { detail } = row;
  const { what, frame, payload, headers, handshake, explanation } = detail;
  const code = [frame, payload].filter((line) => line !== undefined).join('\n');
  element.replaceChildren(
    make('h3', `${seconds(row.at)} s · ${direction(row)} · ${what}`),
    ...(code === '' ? [] : [make('pre', code)]),
    make('p', explanation),
    ...(headers ? [headerTable(headers, what)] : []),
    ...(handshake ? [acceptSteps(handshake)] : []),
  );
}

function headerTable(headers: HeaderFields, what: string): HTMLElement {
  const table = document.createElement('table');
  const head = document.createElement('tr');
  head.append(...['Field', 'Value', 'Security?'].map((text) => column(text)));
  const rows = headers.map(([name, value]) => {
    const { security, reason } = judge(name);
    const row = document.createElement('tr');
    const field = make('th', name);
    field.setAttribute('scope', 'row');
    const judgement = document.createElement('td');
    judgement.append(make('strong', security ? '✓ security' : '✗ no security'), ` ${reason}`);
    row.append(field, cell('code', value), judgement);
    row.dataset.security = String(security);
    return row;
  });
  table.append(head, ...rows);
  const secure = headers.filter(([name]) => judge(name).security).length;
  const judged = `${secure === 0 ? 'none' : secure} of them security`;
  return fold(`${headers.length} header fields of this ${what}, ${judged}`, table);
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

function fold(summary: string, ...content: readonly Element[]): HTMLElement {
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

function make(
  name: 'h3' | 'p' | 'pre' | 'th' | 'li' | 'strong' | 'code' | 'summary',
  text: string,
): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
