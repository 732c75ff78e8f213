/** Every attack with its two buttons, played by the server and told step by step. */

import { find } from '../../client/page/elements.ts';
import { type AttackName, type AttackReport, attackNames, attacks } from '../../protocol/exhibits.ts';
import { loadFacts } from './common.ts';

find('#place', HTMLElement).textContent = location.origin;
find('#attacks', HTMLElement).replaceChildren(...attackNames.map(cardOf));
find('#lab', HTMLAnchorElement).href = `${(await loadFacts()).page}/`;

function cardOf(name: AttackName): HTMLElement {
  const card = document.createElement('li');
  card.className = 'panel';
  const heading = document.createElement('h2');
  heading.textContent = `${name}: ${attacks[name].title}`;
  const steps = document.createElement('ol');
  steps.className = 'steps';
  const verdict = document.createElement('p');
  verdict.setAttribute('role', 'status');
  const buttons = document.createElement('div');
  buttons.className = 'buttons';
  for (const fixed of [false, true]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = fixed ? 'Play with the fix' : 'Play on the weak twin';
    button.setAttribute('aria-label', `${name}: ${button.textContent}`);
    button.addEventListener('click', () => play(name, fixed, steps, verdict));
    buttons.append(button);
  }
  const { page } = attacks[name];
  if (page !== undefined) {
    const link = document.createElement('a');
    link.href = `/${page}`;
    link.textContent = 'Do it with this browser';
    buttons.append(link);
  }
  card.append(heading, buttons, steps, verdict);
  return card;
}

async function play(
  name: AttackName,
  fixed: boolean,
  steps: HTMLElement,
  verdict: HTMLElement,
): Promise<void> {
  steps.replaceChildren();
  verdict.textContent = 'The attack is being played…';
  const answer = await fetch(`/run/${name}?fixed=${fixed ? 1 : 0}`, { method: 'POST' });
  const report: AttackReport | { problem: string } = await answer.json();
  if ('problem' in report) {
    verdict.textContent = report.problem;
    return;
  }
  steps.replaceChildren(
    ...report.steps.map(({ who, words }) => {
      const item = document.createElement('li');
      const actor = document.createElement('span');
      actor.className = 'who';
      actor.textContent = `${who}: `;
      item.append(actor, words);
      return item;
    }),
  );
  verdict.textContent = report.succeeded
    ? 'The attack succeeded.'
    : 'The attack failed: the server is defended.';
}
