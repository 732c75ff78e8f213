/** What makes the difference between the weak twin and the fix: lines of code, taken from the sources when the page was built. */
import type { AttackName } from '../../protocol/exhibits.ts';
import { make } from '../page/make.ts';
import { exhibitWords } from '../words/exhibits.ts';

const signs = { same: ' ', weak: '−', fixed: '+' } as const;

/** Loaded when somebody opens it. */
export function createDifference(name: AttackName): HTMLElement {
  const code = make('pre', {
    class: 'difference',
    tabindex: '0',
    role: 'group',
    'aria-label': exhibitWords.code(name),
  });
  const files = make('p', { class: 'muted' });
  const element = make(
    'details',
    { class: 'what-changed' },
    make('summary', {}, exhibitWords.whatChanged),
    code,
    files,
  );
  element.addEventListener('toggle', async () => {
    if (!element.open || code.childElementCount > 0) return;
    const { differences } = await import('virtual:differences');
    const { lines, weakFile, fixedFile } = differences[name];
    code.replaceChildren(
      ...lines.map(({ side, text }) =>
        make('span', { class: 'line', 'data-side': side }, `${signs[side]} ${text}\n`),
      ),
    );
    files.replaceChildren(
      '− ',
      make('code', {}, weakFile),
      ', + ',
      make('code', {}, fixedFile),
      `. ${exhibitWords.fromTheSources}`,
    );
  });
  return element;
}
