/** What an address of a page with stories asks for: `#story=wrong-token&view=stage&pace=step&lang=it`. Pure. */

import type { View } from '../diagram/model/shown.ts';
import { isMode, type Mode } from '../diagram/presenter.ts';
import type { Look } from '../page/look.ts';
import { type Language, languageIn } from '../words/language.ts';

export interface Address<Story extends string = string> {
  readonly story: Story | undefined;
  readonly view: View;
  readonly pace: Mode;
  readonly look: Look;
  /** The language of the page, where the address names one. */
  readonly lang: Language | undefined;
}

/**
 * Reads the part behind `#`. What it does not name, or names wrongly, is as if nothing had been said.
 *
 * @param isStory - whether a text names a story of the page
 */
export function readAddress<Story extends string>(
  hash: string,
  isStory: (text: string) => text is Story,
): Address<Story> {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string) => asked.get(name) ?? '';
  const [story, pace, look] = [text('story'), text('pace'), text('look')];
  return {
    story: isStory(story) ? story : undefined,
    view: text('view') === 'stage' ? 'stage' : 'page',
    pace: isMode(pace) ? pace : 'live',
    look: look === 'light' || look === 'dark' ? look : undefined,
    lang: languageIn(hash),
  };
}

/** Writes it, `#` included; empty where all is as usual. */
export function writeAddress({ story, view, pace, look, lang }: Address): string {
  const unusual = {
    story,
    view: view === 'page' ? undefined : view,
    pace: pace === 'live' ? undefined : pace,
    look,
    lang,
  };
  const parts = Object.entries(unusual).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${value}`,
  );
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
