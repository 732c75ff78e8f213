/** The stage: keys of a presenter, light and dark, and the way in and out. */

import { find } from '../page/elements.ts';
import { listenToPresenter, otherLook } from '../page/presenter-keys.ts';
import type { Navigation } from './navigation.ts';

/** What a presenter can ask for. */
export interface Steps {
  forward(): void;
  back(): void;
  /** Tells the story from its beginning. */
  anew(): void;
  /** There may be nothing to be presented yet: then something has to begin. */
  enter(): void;
}

/** What keys do, by their names. More can be added, and what is there be wrapped. */
export type Actions = Map<string, () => void>;

/** Makes keys and buttons work. */
export function createStage(navigation: Navigation, { forward, back, anew, enter }: Steps): Actions {
  const presentButton = find('#present', HTMLButtonElement);
  const title = find('#stage-title', HTMLElement);
  const keyList = find('#stage-keys', HTMLDialogElement);
  const isOn = () => navigation.address.view === 'stage';

  function listKeys(): void {
    if (keyList.open) keyList.close();
    else keyList.show();
  }

  function present(): void {
    navigation.go({ view: 'stage' }, 'push');
    enter();
    title.focus();
  }

  function leave(): void {
    if (keyList.open) return keyList.close();
    navigation.go({ view: 'page' }, 'push');
    presentButton.focus();
  }

  /** As presenters' remotes and slide programs have them. */
  const actions: Actions = new Map([
    ['PageDown', forward],
    ['ArrowRight', forward],
    [' ', forward],
    ['PageUp', back],
    ['ArrowLeft', back],
    ['Home', anew],
    ['Escape', leave],
    ['d', () => navigation.go({ look: otherLook(navigation.address.look) })],
    ['?', listKeys],
  ]);
  /** What does the same on the page, where all other keys are the page's. */
  const onPage = new Map([
    ['p', present],
    ['?', listKeys],
  ]);

  presentButton.addEventListener('click', present);
  listenToPresenter((key, isTyped) => {
    if (isOn()) return actions.get(key);
    return isTyped ? undefined : onPage.get(key === 'Escape' && keyList.open ? '?' : key);
  });
  return actions;
}
