/** The stage: keys of a presenter, light and dark, and the way in and out. */

import type { Look } from './address.ts';
import { find } from './elements.ts';
import type { Navigation } from './navigation.ts';

const presentButton = find('#present', HTMLButtonElement);
const title = find('#stage-title', HTMLElement);
const keys = find('#stage-keys', HTMLDialogElement);
const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-step]')];

/** What a presenter can ask for. */
export interface Steps {
  forward(): void;
  back(): void;
  /** Tells the story from its beginning. */
  anew(): void;
  /** There is nothing to be presented yet: something has to begin. */
  enter(): void;
}

type Action = 'forward' | 'back' | 'anew' | 'leave' | 'look' | 'help';

/** As presenters' remotes and slide programs have them. */
const actions: Readonly<Record<string, Action>> = {
  PageDown: 'forward',
  ArrowRight: 'forward',
  ' ': 'forward',
  PageUp: 'back',
  ArrowLeft: 'back',
  Home: 'anew',
  Escape: 'leave',
  d: 'look',
  '?': 'help',
};

/** Makes keys and buttons work. */
export function createStage(navigation: Navigation, steps: Steps): void {
  const isOn = () => navigation.address.view === 'stage';

  function enter(): void {
    navigation.go({ view: 'stage' }, 'push');
    steps.enter();
    title.focus();
  }

  function leave(): void {
    navigation.go({ view: 'page' }, 'push');
    presentButton.focus();
  }

  const does: Readonly<Record<Action, () => void>> = {
    forward: steps.forward,
    back: steps.back,
    anew: steps.anew,
    leave() {
      if (keys.open) keys.close();
      else leave();
    },
    look: () => navigation.go({ look: otherLook(navigation.address.look) }),
    help() {
      if (keys.open) keys.close();
      else keys.show();
    },
  };

  presentButton.addEventListener('click', enter);
  for (const button of buttons) {
    const { step } = button.dataset;
    if (step === 'forward' || step === 'back' || step === 'leave') {
      button.addEventListener('click', () => does[step]());
    }
  }

  // Before anything that has the focus: a button must not swallow the Space that was meant for the next step.
  addEventListener(
    'keydown',
    (event) => {
      const { key, altKey, ctrlKey, metaKey, repeat, target } = event;
      // Alt+Left is the browser's.
      if (altKey || ctrlKey || metaKey) return;
      if (!isOn()) {
        if (key !== 'p' || repeat || isTextField(target)) return;
        event.preventDefault();
        enter();
        return;
      }
      const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      // A key that is held down would race through the story.
      if (!repeat) does[action]();
    },
    { capture: true },
  );
  // Where a Space is let go, Firefox presses the button all the same.
  addEventListener(
    'keyup',
    (event) => {
      if (event.key === ' ' && isOn()) event.preventDefault();
    },
    { capture: true },
  );
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** From what is seen now, whoever chose it. */
function otherLook(look: Look): Look {
  const isDark = look === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : look === 'dark';
  return isDark ? 'light' : 'dark';
}
