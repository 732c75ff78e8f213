/** *Predict, then press*: loaded only when somebody wants to ask the room. */
import type { Presenter } from '../predict/presenter.ts';

export interface Predicting {
  /** Asks before the story is told, and shows what the room thought once it has been. */
  ask(): void;
  /** Tells the story where the question is seen. @returns whether it was */
  press(): boolean;
  /** Closes the question. @returns whether it was open */
  dismiss(): boolean;
}

export interface PredictingParts {
  /** The story that is told, or would be. */
  readonly story: () => string;
  /** Whether it has been told to its end. */
  readonly isTold: () => boolean;
  readonly tell: () => void;
}

export function createPredicting({ story, isTold, tell }: PredictingParts): Predicting {
  let presenter: Presenter | undefined;

  const press = () => {
    if (!presenter?.isOpen) return false;
    const { isAsking } = presenter;
    presenter.close();
    if (!isAsking) return true;
    presenter.shut();
    tell();
    return true;
  };

  return {
    async ask() {
      const { createPresenter } = await import('../predict/presenter.ts');
      presenter ??= createPresenter(press);
      if (presenter.isOpen) presenter.close();
      else presenter.open(story(), isTold());
    },
    press,
    dismiss() {
      if (!presenter?.isOpen) return false;
      presenter.close();
      return true;
    },
  };
}
