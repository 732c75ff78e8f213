/** What is under the opened row: the diagram of its last run, its attacks with their fixes, and what it has of its own. */
import { type AttackName, attackNames, attacks } from '../../protocol/exhibits.ts';
import type { LabFacts } from '../../protocol/lab.ts';
import type { MethodId } from '../../protocol/methods.ts';
import type { AuthClient } from '../api/auth.ts';
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import { recordOn } from '../diagram/recorder.ts';
import { aboutWeakTwins, createExhibits } from '../exhibits/exhibit.ts';
import { make, makeButton } from '../page/make.ts';
import { parties } from '../words/diagram.ts';
import { about, riskOf, titleOf, whyNotServed, panel as words } from '../words/methods.ts';
import { createLifetime, renewed } from './lifetime.ts';
import { type Runner, type Side, sidesOf } from './runner.ts';
import type { Opened } from './table.ts';
import { createTake } from './take.ts';
import type { Told } from './told.ts';

export interface Panel extends Opened {
  /** A side of a method was run anew. */
  refresh(id: MethodId, side: Side): void;
}

export function createPanel(lab: LabFacts, runner: Runner, auth: AuthClient): Panel {
  const title = make('h2', {});
  const sides = make('fieldset', { class: 'chips', 'aria-label': words.sides });
  const risk = make('p', { class: 'muted' });
  const news = make('p', { class: 'muted', role: 'status' });
  const scroller = make('div', { class: 'wire' });
  const detail = make('section', {
    class: 'detail',
    id: 'wire-detail',
    'aria-label': words.row,
    hidden: '',
  });
  const beside = make('div', { class: 'beside' });
  const below = make('div', { class: 'below' });
  const element = make(
    'div',
    { class: 'panel-pair' },
    make(
      'section',
      { class: 'panel' },
      make('div', { class: 'panel-head' }, title, sides),
      risk,
      news,
      scroller,
      detail,
    ),
    beside,
    below,
  );
  let drawing: Diagram | undefined;
  let shown: MethodId | undefined;
  let shownSide: Side = 'valid';
  let running = false;
  let leave = () => {};

  /** Made once the panel is on the page: before that nothing can be measured. */
  function begin(): (told: Told) => void {
    drawing ??= createDiagram({ lifeLines: Object.values(parties), scroller, detail }, () => {});
    const recorder = recordOn(drawing);
    const connection = Symbol('connection');
    return (told) => {
      if (told.by === 'server') recorder.server(told.events, connection);
      else recorder.page(told.fact, told.at);
    };
  }

  function replay(told: readonly Told[]): void {
    const record = begin();
    for (const one of told) record(one);
  }

  async function show(id: MethodId, side: Side): Promise<void> {
    shownSide = side;
    markSide();
    const result = runner.result(id, side);
    news.textContent = '';
    if (result && 'problem' in result) news.textContent = result.problem;
    else if (result) replay(result.told);
    else await runLive(id, side);
  }

  async function runLive(id: MethodId, side: Side): Promise<void> {
    if (running || lab.methods[id] === undefined) {
      news.textContent = running ? '' : whyNotServed(id, lab.authServer !== null);
      begin();
      return;
    }
    running = true;
    const result = await runner.run(id, side, begin());
    running = false;
    if ('problem' in result && shown === id) news.textContent = result.problem;
  }

  function markSide(): void {
    for (const button of sides.querySelectorAll('button[data-side]')) {
      button.ariaPressed = String(button.getAttribute('data-side') === shownSide);
    }
  }

  function offerSides(id: MethodId): void {
    const names: Readonly<Record<Side, string>> = { valid: words.valid, invalid: about[id].invalid };
    const order: readonly Side[] = ['valid', 'invalid'];
    const offered = order.filter((side) => sidesOf(id).includes(side));
    sides.replaceChildren(
      ...offered.map((side) =>
        makeButton(names[side], { 'data-side': side, 'aria-pressed': 'false' }, () => void show(id, side)),
      ),
      makeButton(words.runAgain, {}, () => void runLive(id, shownSide)),
    );
    shownSide = offered.includes(shownSide) ? shownSide : 'invalid';
  }

  return {
    element,
    show(id) {
      leave();
      leave = () => {};
      shown = id;
      if (id === undefined) return;
      risk.textContent = riskOf(id);
      title.textContent = words.title(titleOf(id));
      shownSide = 'valid';
      offerSides(id);
      const way = renewed[id];
      const own = way && createLifetime(way, lab.methods[id], auth);
      const names = attackNames.filter((name: AttackName) => attacks[name].on === id);
      const exhibits = createExhibits(names, lab.exhibits);
      leave = () => {
        own?.leave();
        exhibits.leave();
      };
      beside.replaceChildren(...(own ? [own.element] : []), createTake(id, lab));
      below.replaceChildren(...(lab.exhibits === null ? [] : [aboutWeakTwins()]), exhibits.element);
      void show(id, shownSide);
    },
    refresh(id, side) {
      const result = runner.result(id, side);
      if (running || id !== shown || side !== shownSide || !result || 'problem' in result) return;
      replay(result.told);
    },
  };
}
