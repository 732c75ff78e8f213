/** The question to the room, over the stage: first asked, and after the story answered, with what the room thought. */
import type { NewPoll } from '../../protocol/poll.ts';
import { askRoom, beginPoll, countAnswers } from '../api/poll.ts';
import { findRoom } from '../api/room.ts';
import { make, makeButton } from '../page/make.ts';
import { drawQr } from '../page/qr.ts';
import { storage } from '../page/storage.ts';
import { withCode } from '../page/with-code.ts';
import { presenterWords as words } from '../words/predict.ts';
import { type Prediction, predictions } from '../words/predictions.ts';

/** Milliseconds between two counts while the question is seen. */
const COUNT_MS = 1000;

/** Milliseconds between two counts that only say that the presenter is still there. */
const PRESENT_MS = 15_000;

/** The poll of this tab, which a reload is not to end. It is a secret of a demonstration, and good for a lesson. */
const KEPT = 'poll';

/** The story that was asked about last, until its answers have been shown. */
const ASKED = 'asked';

export interface Presenter {
  readonly isOpen: boolean;
  /** It is open, and not yet answered. */
  readonly isAsking: boolean;
  /**
   * Asks about a story; or shows what was answered, where it was asked about and has been told since.
   *
   * @param isTold - whether the story has been told to its end
   */
  open(story: string, isTold: boolean): void;
  /** No more answers. */
  shut(): void;
  close(): void;
}

/** @param press - tells the story */
export function createPresenter(press: () => void): Presenter {
  const dialog = make('dialog', { class: 'predict', 'aria-labelledby': 'predict-asks' });
  document.body.append(dialog);
  let poll: NewPoll | undefined;
  let shown: { readonly story: string; readonly prediction: Prediction } | undefined;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let count = (_counts: readonly number[]) => {};

  async function ask(open: boolean): Promise<boolean> {
    if (!shown) return false;
    const asked = { question: shown.story, options: shown.prediction.options.length, open };
    poll ??= readKept();
    if (poll && (await askRoom(poll, asked))) return true;
    poll = open ? await beginPoll() : undefined;
    keep(poll);
    return poll !== undefined && askRoom(poll, asked);
  }

  async function goOnCounting(): Promise<void> {
    clearTimeout(timer);
    const tally = poll && (await countAnswers(poll));
    if (tally && tally.question === shown?.story) count(tally.counts);
    if (poll) timer = setTimeout(goOnCounting, dialog.open ? COUNT_MS : PRESENT_MS);
  }

  function draw(prediction: Prediction): HTMLElement {
    const beside = make('div', { class: 'predict-beside' });
    const total = make('p', { class: 'predict-total', role: 'status' });
    const items = prediction.options.map((text, at) => drawOption(text, isOver && at === prediction.right));
    count = (counts) => {
      const sum = counts.reduce((one, other) => one + other, 0);
      total.textContent = words.answers(sum);
      for (const [at, { show }] of items.entries()) if (isOver) show(counts[at] ?? 0, sum);
    };
    dialog.replaceChildren(
      make('h2', { id: 'predict-asks' }, prediction.asks),
      make('ol', { class: 'predict-options' }, ...items.map(({ element }) => element)),
      isOver ? make('p', { class: 'predict-because' }, prediction.because) : '',
      total,
      beside,
      makeButton(isOver ? words.back : words.press, { class: 'primary' }, press),
    );
    return beside;
  }

  async function showAddress(beside: HTMLElement): Promise<void> {
    const room = await findRoom();
    const isAsked = room !== undefined && (await ask(true));
    if (!isAsked || !poll) {
      beside.append(...withCode(words.byHand));
      return;
    }
    const address = `${room}/answer#${poll.poll}`;
    beside.append(make('p', {}, words.byPhone, make('br'), address), drawQr(address, words.qr));
    void goOnCounting();
  }

  return {
    get isOpen() {
      return dialog.open;
    },
    get isAsking() {
      return dialog.open && !isOver;
    },
    open(story, isTold) {
      const prediction = predictions[story];
      if (!prediction) return;
      shown = { story, prediction };
      isOver = isTold && storage('session')?.getItem(ASKED) === story;
      // Whoever asks once more after the answers asks anew.
      storage('session')?.setItem(ASKED, isOver ? '' : story);
      const beside = draw(prediction);
      // Not modal: the keys of the presenter go to the stage, which hands them on.
      dialog.show();
      if (isOver) void ask(false).then(goOnCounting);
      else void showAddress(beside);
    },
    shut() {
      void ask(false);
    },
    close() {
      dialog.close();
    },
  };
}

interface Option {
  readonly element: HTMLElement;
  show(count: number, sum: number): void;
}

function drawOption(text: string, isRight: boolean): Option {
  const bar = make('span', { class: 'predict-bar', 'aria-hidden': 'true' });
  const label = make('span', { class: 'predict-option' }, text);
  const mark = isRight ? make('strong', { class: 'predict-right' }, ` ✓ ${words.right}`) : '';
  return {
    element: make('li', {}, label, mark, bar),
    show(count, sum) {
      label.textContent = words.choice(text, count);
      bar.style.width = `${sum === 0 ? 0 : (100 * count) / sum}%`;
    },
  };
}

function readKept(): NewPoll | undefined {
  const [poll, key] = (storage('session')?.getItem(KEPT) ?? '').split(' ');
  return poll && key ? { poll, key } : undefined;
}

function keep(poll: NewPoll | undefined): void {
  if (poll) storage('session')?.setItem(KEPT, `${poll.poll} ${poll.key}`);
  else storage('session')?.removeItem(KEPT);
}
