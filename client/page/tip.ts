/** The explanation beside a word: shown while the word or the explanation is pointed at, or the word has the focus. */
import { make } from './make.ts';

/** Milliseconds in which the pointer may come from the word to its explanation. */
const GRACE_MS = 250;

/** Pixels between word and explanation, and to the edge of the window. */
const GAP = 6;

/** @param root - has words with the class `term`, which say in `data-says` what they mean */
export function createTip(root: HTMLElement): void {
  const tip = make('div', { class: 'tip', role: 'tooltip', id: 'term-tip', hidden: '' });
  root.append(tip);
  let shown: HTMLElement | undefined;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const show = (term: HTMLElement) => {
    clearTimeout(leaving);
    if (term === shown) return;
    hide();
    shown = term;
    tip.replaceChildren(make('strong', {}, term.textContent ?? ''), ` ${term.dataset.says ?? ''}`);
    tip.hidden = false;
    term.setAttribute('aria-describedby', tip.id);
    place(tip, term.getBoundingClientRect());
  };
  const hide = () => {
    clearTimeout(leaving);
    shown?.removeAttribute('aria-describedby');
    shown = undefined;
    tip.hidden = true;
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (shown !== document.activeElement) hide();
    }, GRACE_MS);
  };

  root.addEventListener('pointerover', ({ target, pointerType }) => {
    const term = termOf(target);
    if (term && pointerType !== 'touch') show(term);
  });
  root.addEventListener('pointerout', ({ target }) => termOf(target) && leave());
  root.addEventListener('focusin', ({ target }) => {
    const term = termOf(target);
    if (term) show(term);
  });
  root.addEventListener('focusout', ({ target }) => termOf(target) && hide());
  tip.addEventListener('pointerenter', () => clearTimeout(leaving));
  tip.addEventListener('pointerleave', leave);
  document.addEventListener('click', ({ target }) => {
    const term = termOf(target);
    if (term) show(term);
    else if (!(target instanceof Node && tip.contains(target))) hide();
  });
  // Before whoever else waits for Escape: one press closes one thing.
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !shown) return;
      event.stopImmediatePropagation();
      hide();
    },
    { capture: true },
  );
}

function termOf(target: EventTarget | null): HTMLElement | undefined {
  const term = target instanceof Element ? target.closest('.term') : null;
  return term instanceof HTMLElement ? term : undefined;
}

/** Below the word, or above it where there is more room, and never beyond the edge of the window. */
function place(tip: HTMLElement, { left, top, bottom }: DOMRect): void {
  tip.style.left = '0';
  tip.style.top = '0';
  const { offsetWidth: width, offsetHeight: height } = tip;
  const { clientWidth, clientHeight } = document.documentElement;
  const isBelow = bottom + GAP + height <= clientHeight || top < height + GAP;
  const x = Math.max(GAP, Math.min(left, clientWidth - width - GAP));
  const y = isBelow ? bottom + GAP : top - height - GAP;
  tip.style.left = `${x + scrollX}px`;
  tip.style.top = `${y + scrollY}px`;
}
