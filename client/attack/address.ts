/** What an address of this page asks for: `#hijack&position=fixed&pace=step&look=dark`. Pure. */
import type { Position } from '../../protocol/attack-facts.ts';
import { isAttackName } from '../../protocol/exhibits.ts';
import { isMode, type Mode } from '../diagram/presenter.ts';
import type { Look } from '../page/look.ts';
import { type Language, languageIn } from '../words/language.ts';

export interface Address extends Position {
  readonly pace: Mode;
  readonly look: Look;
  /** The language of the page, where the address names one. */
  readonly lang: Language | undefined;
}

/** Reads the part behind `#`. What it does not name, or names wrongly, is as if nothing had been said. */
export function readAddress(hash: string): Address {
  const [first = '', ...others] = hash.replace(/^#/, '').split('&');
  const asked = new URLSearchParams(others.join('&'));
  const [pace, look] = [asked.get('pace') ?? '', asked.get('look')];
  return {
    name: isAttackName(first) ? first : 'early-message',
    fixed: asked.get('position') === 'fixed',
    pace: isMode(pace) ? pace : 'live',
    look: look === 'light' || look === 'dark' ? look : undefined,
    lang: languageIn(hash),
  };
}

/** Writes it, `#` included. */
export function writeAddress({ name, fixed, pace, look, lang }: Address): string {
  const parts = [
    name,
    ...(fixed ? ['position=fixed'] : []),
    ...(pace === 'live' ? [] : [`pace=${pace}`]),
    ...(look === undefined ? [] : [`look=${look}`]),
    ...(lang === undefined ? [] : [`lang=${lang}`]),
  ];
  return `#${parts.join('&')}`;
}
