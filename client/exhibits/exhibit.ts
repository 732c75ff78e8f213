/** An attack and its fix beside each other. The exhibits play them; here they are drawn, from what really happens. */
import { type AttackEntry, type AttackName, attacks } from '../../protocol/exhibits.ts';
import { make } from '../page/make.ts';
import { titleOf } from '../words/attacks.ts';
import { exhibitWords } from '../words/exhibits.ts';
import { language } from '../words/language.ts';
import { withLanguage } from '../words/with-language.ts';
import { createDifference } from './difference.ts';
import { createPosition } from './position.ts';

export interface Exhibits {
  readonly element: HTMLElement;
  /** Nobody looks at them any more: what is being played for them ends. */
  leave(): void;
}

/**
 * Several of them.
 *
 * @param exhibits - origin of the exhibits; null where they do not run
 * @param measured - told what an echo of an honest client takes, in milliseconds, while one is measured
 */
export function createExhibits(
  names: readonly AttackName[],
  exhibits: string | null,
  measured: (echoMs: number | undefined) => void = () => {},
): Exhibits {
  const all = names.map((name) => createExhibit(name, exhibits, measured));
  return {
    element: make('div', { class: 'exhibits' }, ...all.map(({ element }) => element)),
    leave() {
      for (const exhibit of all) exhibit.leave();
    },
  };
}

/** One sentence on what a weak twin is. */
export function aboutWeakTwins(): HTMLElement {
  return make('p', { class: 'muted' }, exhibitWords.weakTwin);
}

function createExhibit(
  name: AttackName,
  exhibits: string | null,
  measured: (echoMs: number | undefined) => void,
): Exhibits {
  const { isCrowd }: AttackEntry = attacks[name];
  const heading = make('h3', {}, exhibitWords.heading, make('code', {}, name));
  const about = make('p', {}, titleOf(name), '.');
  if (exhibits === null) {
    const sentence = make('p', { class: 'muted' }, exhibitWords.notRunning);
    return {
      element: make('section', { class: 'panel exhibit' }, heading, about, sentence, readMore(name)),
      leave() {},
    };
  }
  const positions = [false, true].map((fixed) => createPosition({ name, fixed }, exhibits, measured));
  const element = make(
    'section',
    { class: 'panel exhibit', 'data-attack': name },
    heading,
    about,
    make(
      'div',
      { class: 'positions', role: 'group', 'aria-label': exhibitWords.playOf(name) },
      ...positions.map((position) => position.element),
    ),
    createDifference(name),
    pageLink(name, exhibits),
    readMore(name),
    isCrowd && location.pathname !== '/board' ? boardLink() : undefined,
  );
  return {
    element,
    leave() {
      for (const position of positions) position.leave();
    },
  };
}

/** Where a browser is the attacker's tool, their page does the same before one's eyes. */
function pageLink(name: AttackName, exhibits: string): HTMLElement | undefined {
  const { page }: AttackEntry = attacks[name];
  if (page === undefined) return undefined;
  const { before, link, after } = exhibitWords.attackersPage;
  const target = {
    href: `${exhibits}/${page}${withLanguage('', language, false)}`,
    target: '_blank',
    rel: 'noopener',
  };
  return make('p', {}, before, make('a', target, link), after);
}

/** The document that tells of the attack and its fix: of the method, or of those on channels or on every method. */
function readMore(name: AttackName): HTMLElement {
  const { on }: AttackEntry = attacks[name];
  const link =
    on === undefined || on === 'channels'
      ? make('a', { href: `/docs/exhibits#attacks-on-${on ?? 'every-method'}` }, exhibitWords.document)
      : make('a', { href: `/docs/methods/${on}#the-attack` }, on);
  return make('p', {}, `${exhibitWords.readMore} `, link);
}

function boardLink(): HTMLElement {
  const { before, link, after } = exhibitWords.board;
  return make('p', {}, before, make('a', { href: '/board' }, link), after);
}
