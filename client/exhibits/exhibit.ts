/** An attack and its fix, two positions of one switch. The exhibits server plays them; here are its steps. */
import {
  type AttackEntry,
  type AttackName,
  type AttackReport,
  type AttackStep,
  attacks,
} from '../../protocol/exhibits.ts';
import { make, makeButton } from '../page/make.ts';
import { watchBoard } from '../server/board.ts';
import { member } from '../server/lab.ts';
import { tabs } from '../server/tabs.ts';

const READ_MORE = 'Read more:';

/** @param exhibits - origin of the exhibits server; null where it does not run */
export function createExhibit(name: AttackName, exhibits: string | null): HTMLElement {
  const { title, onBoard } = attacks[name];
  const heading = make('h3', {}, 'The attack: ', make('code', {}, name));
  if (exhibits === null) {
    const sentence = 'The exhibits are not running here: they come with npm run dev, on this machine only.';
    return make(
      'section',
      { class: 'panel exhibit' },
      heading,
      make('p', {}, title),
      make('p', { class: 'muted' }, sentence),
      readMore(name),
    );
  }

  const outcome = make('p', { class: 'verdict', role: 'status' });
  const steps = make('ol', { class: 'steps' });
  const held = make('p', { class: 'left' });
  const play = async (fixed: boolean) => {
    for (const [position, button] of positions) button.ariaPressed = String(position === fixed);
    steps.replaceChildren();
    outcome.removeAttribute('data-tone');
    outcome.textContent = 'Playing…';
    const stopCounting = onBoard ? showHeld(held, exhibits) : () => {};
    const report = await run(exhibits, name, fixed);
    stopCounting();
    if (!report) {
      outcome.textContent = 'The exhibits server did not answer.';
      return;
    }
    steps.append(...report.steps.map(showStep));
    outcome.dataset.tone = report.succeeded ? 'bad' : 'good';
    outcome.textContent = report.succeeded ? '✗ The attack succeeded.' : '✓ The attack failed.';
  };
  const positions: readonly (readonly [boolean, HTMLButtonElement])[] = [
    [false, makeButton('weak twin', { 'aria-pressed': 'false' }, () => void play(false))],
    [true, makeButton('with the fix', { 'aria-pressed': 'false' }, () => void play(true))],
  ];
  const switchOf = make(
    'fieldset',
    { class: 'switch', 'aria-label': `Play ${name} against` },
    ...positions.map(([, button]) => button),
  );
  return make(
    'section',
    { class: 'panel exhibit' },
    heading,
    make('p', {}, title),
    switchOf,
    held,
    steps,
    outcome,
    pageLink(name, exhibits),
    onBoard && boardLink(),
    readMore(name),
  );
}

/** Where a browser is the attacker's tool, his page does the same before one's eyes. */
function pageLink(name: AttackName, exhibits: string): HTMLElement | undefined {
  const { page }: AttackEntry = attacks[name];
  if (page === undefined) return undefined;
  const link = make(
    'a',
    { href: `${exhibits}/${page}`, target: '_blank', rel: 'noopener' },
    'the attacker’s page',
  );
  return make('p', {}, 'In this browser: open ', link, '.');
}

/** The document that tells of the attack and its fix: of the method, or of those on every method. */
function readMore(name: AttackName): HTMLElement {
  const { method } = attacks[name];
  const href =
    method === undefined ? '/docs/exhibits#whichever-method' : `/docs/methods/${method}#the-attack`;
  return make('p', {}, `${READ_MORE} `, make('a', { href }, method ?? 'Exhibits'));
}

/** What the twins hold, while they are attacked. @returns a function that ends it */
function showHeld(place: HTMLElement, exhibits: string): () => void {
  const stop = watchBoard(
    `${exhibits}/api/board`,
    ({ waiting, authenticated }) => {
      // The real server is not among them.
      const isAttacked = waiting + authenticated > 0;
      place.textContent = isAttacked
        ? `The twins hold ${waiting} silent sockets and ${authenticated} that are in.`
        : '';
    },
    () => {},
    tabs,
  );
  return () => {
    stop();
    place.textContent = '';
  };
}

/** On the board itself there is no need to go there. */
function boardLink(): HTMLElement | undefined {
  if (location.pathname === '/board') return undefined;
  return make('p', {}, 'Live figures of the real server: ', make('a', { href: '/board' }, 'the board'), '.');
}

async function run(
  exhibits: string,
  name: AttackName,
  fixed: boolean,
): Promise<Omit<AttackReport, 'name' | 'fixed'> | undefined> {
  const response = await fetch(`${exhibits}/run/${name}?fixed=${fixed ? 1 : 0}`, { method: 'POST' }).catch(
    () => undefined,
  );
  const report: unknown = await response?.json().catch(() => undefined);
  const steps = member(report, 'steps');
  const succeeded = member(report, 'succeeded');
  if (!Array.isArray(steps) || typeof succeeded !== 'boolean') return undefined;
  return { steps: steps.flatMap(parseStep), succeeded };
}

function parseStep(step: unknown): AttackStep[] {
  const who = member(step, 'who');
  const words = member(step, 'words');
  const isKnown = who === 'victim' || who === 'attacker' || who === 'server';
  return isKnown && typeof words === 'string' ? [{ who, words }] : [];
}

function showStep({ who, words }: AttackStep): HTMLElement {
  return make('li', { 'data-who': who }, make('strong', {}, `${who}: `), words);
}
