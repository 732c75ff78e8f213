/** What nobody needs to connect or to be told a story: loaded behind the page, and put below what is there. */
import type { Diagram } from '../../diagram/diagram.ts';
import { find } from '../../page/elements.ts';
import { make } from '../../page/make.ts';
import { explainTerms } from '../../page/terms.ts';
import type { Actions } from '../../stage/stage.ts';
import type { Teller } from '../../stage/teller.ts';
import { readMore } from '../../words/demo-later.ts';
import type { Conversation } from '../conversation.ts';
import type { StoryId } from '../stories.ts';
import { addByHand } from './by-hand.ts';
import { addPredicting } from './predicting.ts';
import { addProvider } from './provider.ts';
import { documentOf } from './read-more.ts';
import { offerSaving } from './save-menu.ts';

export interface DemoParts {
  readonly actions: Actions;
  readonly conversation: Conversation;
  readonly diagram: Diagram;
  readonly teller: Teller<StoryId>;
  /** What is told when nobody has chosen a story. */
  readonly firstStory: StoryId;
  /** Begins a new picture of what is done by hand. */
  begin(): void;
}

export function addExtras({ actions, diagram, conversation, teller, firstStory, begin }: DemoParts): void {
  offerSaving(diagram);
  addProvider();
  const page = document.documentElement;
  const story = () => teller.story ?? firstStory;
  addPredicting({
    actions,
    story,
    isTold: () => teller.story !== undefined && page.dataset.run === 'ended',
    // As a press on its button does.
    tell: () => find(`[data-story="${story()}"]`, HTMLButtonElement).click(),
  });

  const link = make('a', { href: '' });
  const showLink = () => {
    const { href, title } = documentOf(teller.story);
    link.href = href;
    link.textContent = title;
  };
  new MutationObserver(showLink).observe(page, { attributeFilter: ['data-run'] });
  showLink();
  find('#saved', HTMLElement).before(make('p', { class: 'read-more' }, `${readMore.lead} `, link));

  addByHand({ conversation, begin });
  explainTerms(find('main', HTMLElement));
}
