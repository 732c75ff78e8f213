/** What one person sees and can do. */
import { make, makeButton } from '../page/make.ts';
import { people, states, pane as words } from '../words/channels.ts';
import type { Refusal } from './client.ts';
import type { Who } from './facts.ts';
import { dataOf } from './message-rows.ts';
import type { Fares, Item } from './person.ts';

export interface Pane {
  readonly element: HTMLElement;
  /** @param problem - why there is no token, where that is known */
  show(fares: Fares, problem?: string): void;
  /** Nothing can be done here. */
  disable(): void;
}

export interface PaneEvents {
  comeIn(): void;
  cut(): void;
  publish(text: string): void;
  /** Where there is a session to be ended. */
  endSession?(): void;
}

export function createPane(who: Who, channel: () => string, events: PaneEvents): Pane {
  const name = people[who];
  const id = (part: string) => `${who}-${part}`;
  const state = make('p', { class: 'pane-state', role: 'status' });
  const comeIn = makeButton(words.comeIn, { class: 'primary' }, events.comeIn);
  const cut = makeButton(words.cut, {}, events.cut);
  const { endSession } = events;
  const end = endSession && makeButton(words.endSession, {}, endSession);
  const room = make('span', { class: 'code' });
  const present = make('span', {});
  const position = make('span', {});
  const list = make('ol', { class: 'pane-items', 'data-empty': words.empty });
  // Two panes that read everything aloud at once would drown each other: the list is there to be read.
  const log = { role: 'log', 'aria-live': 'off', 'aria-label': words.messages(name), tabindex: '0' };
  const frame = make('div', { class: 'pane-frame', ...log }, list);
  const unpublished = make('p', { class: 'pane-unpublished muted' });
  const input = make('input', { id: id('message'), type: 'text', maxlength: '200', autocomplete: 'off' });
  const publish = make('button', { type: 'submit', class: 'primary' }, words.publish);
  const form = make(
    'form',
    { autocomplete: 'off' },
    make('label', { for: id('message') }, words.message(name)),
    make('div', { class: 'sending' }, input, publish),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value === '') return;
    events.publish(input.value);
    input.select();
  });

  let shown: Fares | undefined;
  let problem: string | undefined;
  let isScheduled = false;
  let isDisabled = false;

  function draw(): void {
    isScheduled = false;
    if (!shown) return;
    const { type } = shown.state;
    const [text, tone] = isDisabled ? [states.away, 'neutral'] : stateIn(shown, problem);
    // Said anew it would be read aloud anew.
    if (state.textContent !== text) state.textContent = text;
    state.dataset.tone = tone;
    comeIn.textContent = shown.at ? words.comeBack : words.comeIn;
    comeIn.disabled = isDisabled || type === 'open' || type === 'connecting';
    cut.disabled = !['open', 'connecting', 'waiting'].includes(type);
    if (end) end.disabled = type !== 'open';
    publish.disabled = isDisabled || type === 'away';
    room.textContent = channel();
    present.textContent = presentIn(shown);
    position.textContent = shown.at ? words.position(shown.at.epoch, shown.at.offset) : words.noPosition;
    list.replaceChildren(...shown.items.map(drawItem));
    unpublished.textContent = shown.unpublished > 0 && type !== 'open' ? words.unpublished : '';
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(draw);
  }

  return {
    element: make(
      'section',
      { class: 'panel pane', 'aria-labelledby': id('name'), 'data-who': who },
      make('div', { class: 'panel-head' }, make('h2', { id: id('name') }, name), state),
      make('p', { class: 'muted' }, words.credential[who]),
      make('div', { class: 'actions' }, comeIn, cut, end),
      make('p', {}, make('strong', {}, words.present), ' ', present),
      make('p', { class: 'muted' }, room, ', ', position),
      frame,
      unpublished,
      form,
    ),
    show(fares, why) {
      shown = fares;
      problem = why;
      schedule();
    },
    disable() {
      isDisabled = true;
      input.disabled = true;
      schedule();
    },
  };
}

function stateIn(
  { state, refused }: Fares,
  problem: string | undefined,
): [string, 'good' | 'bad' | 'neutral'] {
  switch (state.type) {
    case 'open':
      return refused ? [describeRefusal(refused), 'bad'] : [states.open, 'good'];
    case 'closed':
      return [
        state.code === undefined
          ? (problem ?? states.noToken)
          : states.closed(state.code, state.reason ?? ''),
        'bad',
      ];
    case 'waiting':
      return [problem ?? states.waiting, 'bad'];
    case 'cut':
      return [states.cut, 'bad'];
    case 'away':
    case 'connecting':
      return [states[state.type], 'neutral'];
  }
}

function describeRefusal(why: Refusal): string {
  if (why.error === 'forbidden') return states.forbidden(why.capability);
  return states.invalid(why.error === 'invalid' ? why.problem : why.error);
}

/** Everybody by name, and how often somebody is there by more than one connection. */
function presentIn({ state, present, at }: Fares): string {
  if (state.type !== 'open' || !at) return words.unknown;
  if (!present) return words.crowd;
  const counts = new Map<string, number>();
  for (const { user } of present) counts.set(user, (counts.get(user) ?? 0) + 1);
  const names = [...counts].map(([user, count]) => (count === 1 ? user : `${user} × ${count}`));
  return names.sort().join(', ') || words.nobody;
}

function drawItem(item: Item): HTMLLIElement {
  switch (item.type) {
    case 'message': {
      const from = make('span', { class: 'muted' }, words.from(item.offset, item.user));
      return make('li', {}, from, ' ', make('span', { class: 'said' }, dataOf(item)));
    }
    case 'recovered':
      return make('li', { class: 'note', 'data-tone': 'good' }, words.recovered(item.missed));
    case 'anew':
      return make('li', { class: 'note', 'data-tone': 'bad' }, words.anew);
    case 'notPublished': {
      const { why } = item;
      const text = why.error === 'forbidden' ? words.refused(why.capability) : words.notPublished;
      return make('li', { class: 'note', 'data-tone': 'bad' }, text);
    }
  }
}
