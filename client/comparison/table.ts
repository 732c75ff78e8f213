/** The table of the eleven methods: one row each, what was said before and what came of the last run. */
import type { LabFacts } from '../../protocol/lab.ts';
import { type MethodId, methodIds, methods } from '../../protocol/methods.ts';
import { clientMethods } from '../methods/index.ts';
import type { ClientMethod } from '../methods/method.ts';
import { make, makeButton } from '../page/make.ts';
import { languageIn } from '../words/language.ts';
import { about, describeReach, describeSupport, titleOf, table as words } from '../words/methods.ts';
import type { Runner, Side } from './runner.ts';
import { pageSaw, serverSaw } from './seen.ts';

const { columns: names } = words;

/** In their order. */
const columns = Object.values(names);

/** What is under the opened row. */
export interface Opened {
  readonly element: HTMLElement;
  /** @param id - undefined when the row is shut */
  show(id: MethodId | undefined): void;
}

export interface Table {
  /** Shows what is known of one side of a method now. */
  refresh(id: MethodId, side: Side): void;
  /** Opens the row that the address names, `#<id>`. */
  openFromAddress(): void;
}

/** @param holder - gets the table */
export function createTable(holder: HTMLElement, lab: LabFacts, runner: Runner, opened: Opened): Table {
  const cells = new Map<string, HTMLElement>();
  const buttons = new Map<MethodId, HTMLButtonElement>();
  const rows = new Map<MethodId, HTMLElement>();
  let openId: MethodId | undefined;
  const openedRow = make(
    'tr',
    { class: 'opened', role: 'row' },
    make('td', { colspan: String(columns.length), role: 'cell' }, opened.element),
  );

  function toggle(id: MethodId): void {
    openId = openId === id ? undefined : id;
    for (const [each, button] of buttons) button.ariaExpanded = String(each === openId);
    if (openId === undefined) openedRow.remove();
    else rows.get(openId)?.after(openedRow);
    opened.show(openId);
    history.replaceState(null, '', addressOf(openId));
  }

  function makeRow(id: MethodId): HTMLElement {
    const { travels, seenBy, attack, fix, verdict } = about[id];
    const button = makeButton(titleOf(id), { class: 'open-row', 'aria-expanded': 'false', id }, () =>
      toggle(id),
    );
    buttons.set(id, button);
    const live = (column: string) => {
      const cell = makeCell(column);
      cells.set(`${id} ${column}`, cell);
      return cell;
    };
    const row = make(
      'tr',
      { role: 'row' },
      make('th', { scope: 'row', role: 'rowheader' }, button, make('code', {}, id)),
      makeCell(names.travels, make('p', {}, travels), pair(words.seenBy, seenBy)),
      live(names.browser),
      live(names.valid),
      live(names.invalid),
      makeCell(names.attack, pair(words.attack, attack), pair(words.fix, fix)),
      makeCell(names.verdict, verdict),
    );
    rows.set(id, row);
    return row;
  }

  function refresh(id: MethodId, side: Side): void {
    const isServed = lab.methods[id] !== undefined;
    const method: ClientMethod = clientMethods[id];
    const fill = (column: string, content: readonly (Node | string)[]) =>
      cells.get(`${id} ${column}`)?.replaceChildren(...content);
    fill(names.browser, isServed ? describeBrowser(id, method, runner) : [muted(words.notServed)]);
    if (!isServed) return;
    const column = side === 'valid' ? names.valid : names.invalid;
    fill(column, describeSide(id, method, side, runner));
  }

  const body = make('tbody', { role: 'rowgroup' }, ...methodIds.map(makeRow));
  const heads = columns.map((name) => make('th', { scope: 'col', role: 'columnheader' }, name));
  holder.append(
    make(
      'table',
      { class: 'comparison', role: 'table', 'aria-label': words.name },
      make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...heads)),
      body,
    ),
  );
  for (const id of methodIds) {
    refresh(id, 'valid');
    refresh(id, 'invalid');
  }
  return {
    refresh,
    openFromAddress() {
      const asked = methodIds.find((id) => location.hash.slice(1).split('&').includes(id));
      if (asked && asked !== openId) toggle(asked);
    },
  };
}

/** The part of the address that names the language stays in it. */
function addressOf(id: MethodId | undefined): string {
  const asked = languageIn(location.hash);
  const parts = [id, asked && `lang=${asked}`].filter((part) => part !== undefined);
  return parts.length === 0 ? location.pathname : `#${parts.join('&')}`;
}

/** What this browser can do, once it was tried; before that what is generally said. */
function describeBrowser(id: MethodId, method: ClientMethod, runner: Runner): Node[] {
  if (method.reach === 'none') return [toned('bad', words.no), muted(describeReach(id))];
  const result = runner.result(id, 'valid');
  if (!result) return [muted(words.inGeneral(describeSupport(methods[id].browsers)))];
  if ('problem' in result) return [muted(words.notTried)];
  const { browsers } = methods[id];
  if (!result.accepted) return [toned('bad', words.no)];
  return [
    toned('good', words.yes),
    ...(browsers === 'yes' ? [] : [muted(words.inGeneral(describeSupport(browsers)))]),
  ];
}

function describeSide(id: MethodId, method: ClientMethod, side: Side, runner: Runner): Node[] {
  if (side === 'valid' && method.reach === 'none') {
    return [muted(words.terminalOnly), make('code', {}, `--method ${id}`)];
  }
  const what = side === 'invalid' ? [muted(about[id].invalid)] : [];
  const result = runner.result(id, side);
  if (!result) return [...what, muted(runner.busy ? '…' : words.notRun)];
  if ('problem' in result) return [...what, toned('bad', result.problem)];
  const asExpected = result.accepted === (side === 'valid');
  const verdict = result.accepted ? words.letIn : words.refused;
  return [
    toned(asExpected ? 'good' : 'bad', asExpected ? verdict : words.unexpected(verdict)),
    ...what,
    pair(words.page, pageSaw(result)),
    pair(words.server, serverSaw(result)),
  ];
}

function makeCell(column: string, ...content: readonly (Node | string)[]): HTMLElement {
  return make('td', { 'data-label': column, role: 'cell' }, ...content);
}

function pair(name: string, text: string): HTMLElement {
  return make('p', {}, make('span', { class: 'muted' }, `${name}: `), text);
}

function muted(text: string): HTMLElement {
  return make('p', { class: 'muted' }, text);
}

function toned(tone: 'good' | 'bad', text: string): HTMLElement {
  return make('p', { class: 'verdict', 'data-tone': tone }, `${tone === 'good' ? '✓' : '✗'} ${text}`);
}
