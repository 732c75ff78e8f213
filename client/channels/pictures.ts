/** The three pictures: one of both connections as the page sees them, and one of each with the server's side. */
import { placeCentred } from '@websocket-auth-lab/diagram';
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import type { Shown } from '../diagram/model/shown.ts';
import type { Mode } from '../diagram/presenter.ts';
import { type Recorder, recordOn } from '../diagram/recorder.ts';
import { find } from '../page/elements.ts';
import { make, makeButton } from '../page/make.ts';
import { page as words } from '../words/channels.ts';
import { parties } from '../words/diagram.ts';
import type { Fact, Who } from './facts.ts';
import { drawBoth, lifeLines } from './picture.ts';

import './explain.ts';
import '../diagram/model/later-rows.ts';

type Name = Who | 'both';

/** Facts that are kept for the picture of both. */
const MOST_FACTS = 300;

export interface Pictures {
  readonly both: Diagram;
  /** Those of the run that began last. */
  readonly recorders: Readonly<Record<Who, Recorder>>;
  /**
   * Begins new pictures.
   *
   * @param isStory - more will come
   * @param isBrief - whether coming in is one row
   */
  begin(isStory: boolean, isBrief: boolean): void;
  /** Nothing more will come. */
  readonly isOver: boolean;
  add(fact: Fact): void;
  /** Nothing more will come, or something will after all. */
  setOver(isOver: boolean): void;
  setMode(mode: Mode): void;
  choose(name: Name): void;
  next(): void;
}

/**
 * @param drawn - called after each drawing of both
 * @param held - told how many rows of the chosen one are held back
 */
export function createPictures(drawn: (shown: Shown) => void, held: (rows: number) => void): Pictures {
  const heldBack: Record<Name, number> = { both: 0, alice: 0, bob: 0 };
  let chosen: Name = 'both';
  let facts: Fact[] = [];
  let dropped = 0;
  let brief = false;
  let isOver = true;
  let redraw = () => {};

  const add = (name: Name) => {
    const id = name === 'both' ? 'wire' : `wire-${name}`;
    const scroller = make('div', { class: 'wire', id });
    const detail = make('section', {
      class: 'detail',
      id: `${id}-detail`,
      'aria-label': words.row,
      hidden: '',
    });
    const element = make('div', { class: 'picture' }, scroller, detail);
    find('#pictures', HTMLElement).append(element);
    const cast =
      name === 'both'
        ? { lifeLines: Object.values(lifeLines), place: placeCentred }
        : { lifeLines: Object.values(parties) };
    const diagram = createDiagram({ ...cast, scroller, detail }, (shown) => {
      heldBack[name] = shown.heldBack;
      held(heldBack[chosen]);
      if (name === 'both') drawn(shown);
    });
    const button = makeButton(words.pictures[name], { 'data-picture': name }, () => choose(name));
    find('#whose', HTMLElement).append(button);
    return { diagram, element, button };
  };
  const all = { both: add('both'), alice: add('alice'), bob: add('bob') };
  let recorders = record();
  choose('both');

  function record() {
    return { alice: recordOn(all.alice.diagram), bob: recordOn(all.bob.diagram) };
  }

  function choose(name: Name): void {
    chosen = name;
    for (const [each, { element, button }] of Object.entries(all)) {
      element.hidden = each !== name;
      button.ariaPressed = String(each === name);
    }
    held(heldBack[chosen]);
  }

  return {
    both: all.both.diagram,
    get recorders() {
      return recorders;
    },
    begin(isStory, isBrief) {
      facts = [];
      dropped = 0;
      brief = isBrief;
      isOver = !isStory;
      recorders = record();
      redraw = all.both.diagram.begin(() => drawBoth({ facts, dropped, isBrief: brief, isOver }));
    },
    get isOver() {
      return isOver;
    },
    add(fact) {
      // A picture of a story is whole; by hand it may go on for a whole lesson.
      if (facts.length >= MOST_FACTS && !brief) dropped += facts.splice(0, 1).length;
      facts.push(fact);
      redraw();
    },
    setOver(is) {
      isOver = is;
      redraw();
    },
    setMode(mode) {
      for (const { diagram } of Object.values(all)) if (diagram.mode !== mode) diagram.setMode(mode);
    },
    choose,
    next: () => all[chosen].diagram.next(),
  };
}
