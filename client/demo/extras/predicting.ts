/** *Predict, then press*: while the question to the room is seen, keys of the stage are about it. */
import type { Presenter } from '../../predict/presenter.ts';
import type { Actions } from '../../stage/stage.ts';

export interface PredictingParts {
  readonly actions: Actions;
  /** The story that is told, or would be. */
  readonly story: () => string;
  /** Whether it has been told to its end. */
  readonly isTold: () => boolean;
  readonly tell: () => void;
}

export function addPredicting({ actions, story, isTold, tell }: PredictingParts): void {
  let presenter: Presenter | undefined;

  function press(): void {
    const isAsking = presenter?.isAsking === true;
    presenter?.close();
    if (!isAsking) return;
    presenter?.shut();
    tell();
  }

  actions.set('q', async () => {
    const { createPresenter } = await import('../../predict/presenter.ts');
    presenter ??= createPresenter(press);
    if (presenter.isOpen) presenter.close();
    else presenter.open(story(), isTold());
  });
  const meanwhile = {
    PageDown: press,
    ArrowRight: press,
    ' ': press,
    PageUp: () => presenter?.close(),
    ArrowLeft: () => presenter?.close(),
    Escape: () => presenter?.close(),
  };
  for (const [key, act] of Object.entries(meanwhile)) {
    const otherwise = actions.get(key);
    actions.set(key, () => (presenter?.isOpen ? act() : otherwise?.()));
  }
}
