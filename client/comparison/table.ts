/** The table of the ten methods: one row each, what was said before and what came of the last run. */
import type { LabFacts } from '../../protocol/lab.ts';
import { type MethodId, methodIds, methods } from '../../protocol/methods.ts';
import { clientMethods } from '../methods/index.ts';
import type { ClientMethod } from '../methods/method.ts';
import { make, makeButton } from '../page/make.ts';
import { about } from './about.ts';
import type { Runner, Side } from './runner.ts';
import { pageSaw, serverSaw } from './seen.ts';

const columns = [
  'Method',
  'Credential travels in',
  'This browser',
  'Valid credential',
  'Invalid credential',
  'Attack and fix',
  'Verdict',
] as const;

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
    history.replaceState(null, '', openId === undefined ? location.pathname : `#${openId}`);
  }

  function makeRow(id: MethodId): HTMLElement {
    const { title } = methods[id];
    const { travels, seenBy, attack, fix, verdict } = about[id];
    const button = makeButton(title, { class: 'open-row', 'aria-expanded': 'false', id }, () => toggle(id));
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
      makeCell('Credential travels in', make('p', {}, travels), pair('seen by', seenBy)),
      live('This browser'),
      live('Valid credential'),
      live('Invalid credential'),
      makeCell('Attack and fix', pair('attack', attack), pair('fix', fix)),
      makeCell('Verdict', verdict),
    );
    rows.set(id, row);
    return row;
  }

  function refresh(id: MethodId, side: Side): void {
    const isServed = lab.methods[id] !== undefined;
    const method: ClientMethod = clientMethods[id];
    const fill = (column: string, content: readonly (Node | string)[]) =>
      cells.get(`${id} ${column}`)?.replaceChildren(...content);
    fill('This browser', isServed ? describeBrowser(id, method, runner) : [muted('not served here')]);
    if (!isServed) return;
    const column = side === 'valid' ? 'Valid credential' : 'Invalid credential';
    fill(column, describeSide(id, method, side, runner));
  }

  const body = make('tbody', { role: 'rowgroup' }, ...methodIds.map(makeRow));
  const heads = columns.map((name) => make('th', { scope: 'col', role: 'columnheader' }, name));
  holder.append(
    make(
      'table',
      { class: 'comparison', role: 'table', 'aria-label': 'The ten methods' },
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
      const asked = methodIds.find((id) => location.hash === `#${id}`);
      if (asked && asked !== openId) toggle(asked);
    },
  };
}

/** What this browser can do, once it was tried; before that what is generally said. */
function describeBrowser(id: MethodId, method: ClientMethod, runner: Runner): Node[] {
  if (method.reach === 'none') return [toned('bad', 'no'), muted(method.why)];
  const result = runner.result(id, 'valid');
  if (!result) return [muted(`in general: ${methods[id].browsers}`)];
  if ('problem' in result) return [muted('not tried')];
  const { browsers } = methods[id];
  if (!result.accepted) return [toned('bad', 'no')];
  return [toned('good', 'yes'), ...(browsers === 'yes' ? [] : [muted(`in general: ${browsers}`)])];
}

function describeSide(id: MethodId, method: ClientMethod, side: Side, runner: Runner): Node[] {
  if (side === 'valid' && method.reach === 'none') {
    return [muted('no way for a page; in the terminal:'), make('code', {}, `--method ${id}`)];
  }
  const what = side === 'invalid' ? [muted(about[id].invalid)] : [];
  const result = runner.result(id, side);
  if (!result) return [...what, muted(runner.busy ? '…' : 'not run yet')];
  if ('problem' in result) return [...what, toned('bad', result.problem)];
  const asExpected = result.accepted === (side === 'valid');
  const verdict = result.accepted ? 'let in' : 'refused';
  return [
    toned(asExpected ? 'good' : 'bad', asExpected ? verdict : `${verdict}, which was not expected`),
    ...what,
    pair('page', pageSaw(result)),
    pair('server', serverSaw(result)),
  ];
}

function makeCell(column: string, ...content: readonly (Node | string)[]): HTMLElement {
  return make('td', { 'data-label': column, role: 'cell' }, ...content);
}

function pair(name: string, words: string): HTMLElement {
  return make('p', {}, make('span', { class: 'muted' }, `${name}: `), words);
}

function muted(words: string): HTMLElement {
  return make('p', { class: 'muted' }, words);
}

function toned(tone: 'good' | 'bad', words: string): HTMLElement {
  return make('p', { class: 'verdict', 'data-tone': tone }, `${tone === 'good' ? '✓' : '✗'} ${words}`);
}
