/** One position of an exhibit: its button, what happens drawn as it happens, and what came of it. */

import { placeCentred } from '@websocket-auth-lab/diagram';
import type { Position, RunEvent } from '../../protocol/attack-facts.ts';
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import { make, makeButton } from '../page/make.ts';
import { tellVerdict } from '../words/attacks.ts';
import { exhibitWords } from '../words/exhibits.ts';
import { castOf, drawAttack, type Told } from './picture.ts';
import { play } from './play.ts';

export interface PositionView {
  readonly element: HTMLElement;
  /** Nobody looks at it any more: what is being played for it ends. */
  leave(): void;
}

/** The stage is a page of the lab, and the attacker's site has none. */
const onLab = document.querySelector('.pages') !== null;

/**
 * @param exhibits - origin of the exhibits
 * @param measured - told what an echo of an honest client took, in milliseconds; undefined when none is measured any more
 */
export function createPosition(
  position: Position,
  exhibits: string,
  measured: (echoMs: number | undefined) => void,
): PositionView {
  const { name, fixed } = position;
  const side = fixed ? 'fixed' : 'weak';
  const state = make('p', { class: 'verdict', role: 'status' });
  const held = make('p', { class: 'held', hidden: '' });
  const scroller = make('div', { class: 'wire', hidden: '' });
  const detailLabel = exhibitWords.row(exhibitWords.titles[side]);
  const detail = make('section', {
    class: 'detail',
    id: `${name}-${side}-row`,
    'aria-label': detailLabel,
    hidden: '',
  });
  const button = makeButton(exhibitWords.play[side], { class: 'play' }, () => void press());
  const present = onLab
    ? make(
        'a',
        { class: 'present', href: `/attack#${name}${fixed ? '&position=fixed' : ''}` },
        exhibitWords.present,
      )
    : undefined;
  const head = make('div', { class: 'position-head' }, button, present);
  const element = make('section', { class: 'position' }, head, state, held, scroller, detail);
  const cast = castOf(position);
  const pictureName = `${name}, ${exhibitWords.positions[side]}`;
  const parts = {
    lifeLines: Object.values(cast),
    scroller,
    detail,
    place: placeCentred,
  } as const;
  let diagram: Diagram | undefined;
  let stop = () => {};

  function say(text: string, tone?: 'good' | 'bad'): void {
    if (tone === undefined) delete state.dataset.tone;
    else state.dataset.tone = tone;
    state.textContent = text;
  }

  async function press(): Promise<void> {
    if (button.ariaDisabled === 'true') return;
    stop();
    const ended = new AbortController();
    stop = () => ended.abort();
    button.ariaDisabled = 'true';
    held.hidden = true;
    scroller.hidden = true;
    say(exhibitWords.asking);
    const told: Told[] = [];
    let isOver = false;
    // Made once it is on the page: before that nothing can be measured.
    diagram ??= createDiagram(parts, () => {});
    diagram.picture.list.ariaLabel = pictureName;
    const changed = diagram.begin(() => drawAttack(told, cast, isOver));
    const finish = () => {
      isOver = true;
      button.ariaDisabled = null;
      measured(undefined);
      changed();
    };
    const hear = (event: RunEvent) => {
      switch (event.type) {
        case 'waiting': {
          const { behind } = event;
          say(exhibitWords.waiting(behind.name, exhibitWords.positions[behind.fixed ? 'fixed' : 'weak']));
          break;
        }
        case 'began':
          element.dataset.run = event.run;
          scroller.hidden = false;
          say(exhibitWords.playing);
          break;
        case 'fact':
          told.push({ fact: event.fact, toldAt: performance.now() });
          changed();
          break;
        case 'measured':
          measured(event.echoMs);
          break;
        case 'ended': {
          const { verdict } = event;
          const outcome = verdict.succeeded ? exhibitWords.succeeded : exhibitWords.failed;
          say(`${outcome} ${tellVerdict(position, verdict)}`, verdict.succeeded ? 'bad' : 'good');
          if (event.holds) showHeld();
          finish();
          break;
        }
        case 'released':
          held.replaceChildren(exhibitWords.released);
          break;
        case 'failed':
          say(`${exhibitWords.notTried} ${event.problem}`);
          finish();
          break;
      }
    };
    await play(exhibits, position, hear, ended.signal);
  }

  function showHeld(): void {
    const release = makeButton(exhibitWords.release, {}, () => {
      stop();
      held.replaceChildren(exhibitWords.released);
      button.focus();
    });
    held.replaceChildren(make('span', {}, exhibitWords.held), release);
    held.hidden = false;
  }

  return {
    element,
    leave() {
      stop();
      measured(undefined);
    },
  };
}
