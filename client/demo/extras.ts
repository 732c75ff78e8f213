/** What nobody needs to connect or to be told a story: loaded behind the page, and put below what is there. */
import { demoUsers } from '../../protocol/demo-users.ts';
import type { Diagram } from '../diagram/diagram.ts';
import { find } from '../page/elements.ts';
import { make } from '../page/make.ts';
import { explainTerms } from '../page/terms.ts';
import { readLab } from '../server/lab.ts';
import { authWords } from '../words/auth.ts';
import { readMore } from '../words/demo-later.ts';
import { addByHand } from './by-hand.ts';
import type { Conversation } from './conversation.ts';
import { addPredicting } from './predicting.ts';
import { documentOf } from './read-more.ts';
import type { Run } from './run.ts';
import { offerSaving } from './save-menu.ts';
import type { Actions } from './stage.ts';
import type { StoryId } from './stories.ts';
import type { Teller } from './teller.ts';

/** What a story is told of when nobody has chosen one. */
const FIRST_STORY: StoryId = 'valid-token';

export interface DemoParts {
  readonly actions: Actions;
  readonly conversation: Conversation;
  readonly diagram: Diagram;
  readonly teller: Teller;
  readonly run: Run;
  /** Begins a new picture of what is done by hand. */
  begin(): void;
  tell(story: StoryId): void;
}

export function addExtras({ actions, diagram, conversation, teller, run, begin, tell }: DemoParts): void {
  offerSaving(diagram);
  const story = () => teller.story ?? FIRST_STORY;
  addPredicting({
    actions,
    story,
    isTold: () => teller.story !== undefined && run.state === 'ended',
    tell: () => tell(story()),
  });

  const link = make('a', { href: '' });
  const showLink = () => {
    const { href, title } = documentOf(teller.story);
    link.href = href;
    link.textContent = title;
  };
  new MutationObserver(showLink).observe(document.documentElement, { attributeFilter: ['data-run'] });
  showLink();
  find('#saved', HTMLElement).before(make('p', { class: 'read-more' }, `${readMore.lead} `, link));

  const users = make('p', { class: 'demo-users' });
  void readLab().then((lab) => {
    if (lab?.demo) users.textContent = authWords.demoUsers(demoUsers);
  });
  find('.controls', HTMLElement).append(addByHand({ conversation, begin, run }), users);
  explainTerms(find('main', HTMLElement));
}
