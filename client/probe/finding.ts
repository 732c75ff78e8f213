/** What a check has found: a line, and behind it what it means. The probe's sentences are English on every page. */

import { placeCentred } from '@websocket-auth-lab/diagram';
import type { ProbeFinding } from '../../protocol/probe.ts';
import { createDiagram } from '../diagram/diagram.ts';
import { make } from '../page/make.ts';
import { probeWords } from '../words/probe.ts';
import { drawRows, probeLine, serverLine } from './picture.ts';

/** One that failed. Its picture is drawn when somebody opens it. */
export function createFinding(finding: ProbeFinding): HTMLDetailsElement {
  const { id, level, summary, why, mend, rows } = finding;
  const picture = make('div', { class: 'wire' });
  const detail = make('section', { class: 'detail', 'aria-label': probeWords.row, hidden: '' });
  const english = (text: string) => make('p', { lang: 'en' }, text);
  const element = make(
    'details',
    { class: 'finding', 'data-verdict': 'fail' },
    make(
      'summary',
      {},
      make('code', {}, id),
      ` ${level}, ${probeWords.isFailed}: `,
      make('span', { lang: 'en' }, summary),
    ),
    ...(rows.length > 0 ? [picture, detail] : []),
    make('h3', {}, probeWords.why),
    english(why),
    make('h3', {}, probeWords.mend),
    english(mend),
    make('p', {}, `${probeWords.readMore} `, make('a', { href: `/docs/probe/checks/${id}` }, id)),
  );
  element.addEventListener('toggle', () => {
    if (!element.open || rows.length === 0 || picture.childElementCount > 0) return;
    detail.id = `row-of-${crypto.randomUUID()}`;
    const lifeLines = [probeLine, serverLine];
    const diagram = createDiagram({ lifeLines, scroller: picture, detail, place: placeCentred }, () => {});
    diagram.picture.list.ariaLabel = probeWords.picture(id);
    diagram.begin(() => ({ rows: drawRows(rows), waiting: undefined, complete: true }))();
  });
  return element;
}

/** All of one verdict, folded away. */
export function createFindings(
  verdict: keyof typeof probeWords.many,
  findings: readonly ProbeFinding[],
): HTMLElement | undefined {
  if (findings.length === 0) return undefined;
  return make(
    'details',
    { class: 'finding' },
    make('summary', {}, `${findings.length} ${probeWords.many[verdict]}`),
    make(
      'dl',
      { class: 'findings', lang: 'en' },
      ...findings.flatMap(({ id, summary }) => [
        make('dt', {}, make('code', {}, id)),
        make('dd', {}, summary),
      ]),
    ),
  );
}
