/** The stage of an attack: it is played, and drawn alone over the whole window; first the weak twin, then the fix. */

import { placeCentred } from '@websocket-auth-lab/diagram';
import type { RunEvent, Verdict } from '../../protocol/attack-facts.ts';
import { type AttackEntry, attacks } from '../../protocol/exhibits.ts';
import { awaitLab } from '../api/lab.ts';
import { createDiagram, type Diagram } from '../diagram/diagram.ts';
import { spoken } from '../diagram/model/rows.ts';
import type { Shown } from '../diagram/model/shown.ts';
import { castOf, drawAttack, type Told } from '../exhibits/picture.ts';
import { play } from '../exhibits/play.ts';
import { find } from '../page/elements.ts';
import { make } from '../page/make.ts';
import { listenToPresenter, otherLook } from '../page/presenter-keys.ts';
import { tellVerdict, titleOf } from '../words/attacks.ts';
import { exhibitWords } from '../words/exhibits.ts';
import { type Address, readAddress, writeAddress } from './address.ts';

const page = document.documentElement;
const title = find('#stage-title', HTMLElement);
const captionElement = find('#caption', HTMLElement);
const spokenRow = find('#caption-row', HTMLElement);
const sentence = find('#caption-sentence', HTMLElement);
const pictures = find('#pictures', HTMLElement);
const keyList = find('#stage-keys', HTMLDialogElement);

let address = readAddress(location.hash);
let diagram: Diagram | undefined;
let shown: Shown | undefined;
let told: Told[] = [];
let verdict: Verdict | undefined;
/** What is said instead of a row: nothing is played yet, or it could not be. */
let state = '';
let isOver = false;
/** A step beyond the last row leads to the verdict. */
let isPastEnd = false;
let stop = () => {};

arriveAt(address);
const { exhibits } = await awaitLab(() => say(exhibitWords.noAnswer));
begin();

function arriveAt(next: Address): void {
  address = next;
  if (address.look === undefined) delete page.dataset.look;
  else page.dataset.look = address.look;
  const { name, fixed } = address;
  title.textContent = `${name}, ${exhibitWords.positions[fixed ? 'fixed' : 'weak']}`;
  document.title = `${title.textContent} · WebSocket Auth Lab`;
}

function go(change: Partial<Address>): void {
  arriveAt({ ...address, ...change });
  history.replaceState(null, '', writeAddress(address));
}

/** Plays what the address names. Of the last run nothing is left. */
function begin(): void {
  stop();
  const { name, fixed, pace } = address;
  told = [];
  verdict = undefined;
  shown = undefined;
  isOver = false;
  isPastEnd = false;
  state = exhibits === null ? exhibitWords.notRunning : exhibitWords.asking;
  const scroller = make('div', { class: 'wire' });
  const detail = make('section', { id: 'wire-detail', hidden: '' });
  pictures.replaceChildren(scroller, detail);
  const cast = castOf({ name, fixed });
  const parts = { lifeLines: Object.values(cast), scroller, detail, place: placeCentred } as const;
  const own = createDiagram(parts, (next) => {
    if (diagram === own) drawn(next);
  });
  diagram = own;
  own.setMode(pace);
  own.setView('stage');
  const changed = own.begin(() => drawAttack(told, cast, isOver));
  refresh();
  if (exhibits === null) return;
  const ended = new AbortController();
  stop = () => ended.abort();
  void play(exhibits, { name, fixed }, (event) => hear(event, changed), ended.signal);
}

function hear(event: RunEvent, changed: () => void): void {
  switch (event.type) {
    case 'waiting':
      state = exhibitWords.waiting(
        event.behind.name,
        exhibitWords.positions[event.behind.fixed ? 'fixed' : 'weak'],
      );
      break;
    case 'began':
      state = '';
      break;
    case 'fact':
      told.push({ fact: event.fact, toldAt: performance.now() });
      break;
    case 'ended':
      verdict = event.verdict;
      isOver = true;
      break;
    case 'failed':
      state = `${exhibitWords.notTried} ${event.problem}`;
      isOver = true;
      break;
    case 'measured':
    case 'released':
      break;
  }
  changed();
  refresh();
}

function drawn(next: Shown): void {
  shown = next;
  refresh();
}

/** All of it has happened and is seen. */
function hasEnded(): boolean {
  return isOver && shown?.heldBack === 0;
}

function refresh(): void {
  page.dataset.run = exhibits === null ? 'idle' : hasEnded() ? 'ended' : 'running';
  const row = isPastEnd ? undefined : (shown?.opened ?? shown?.current);
  const isVerdict = hasEnded() && row === undefined && verdict !== undefined;
  captionElement.dataset.tone = isVerdict ? (verdict?.succeeded ? 'bad' : 'good') : 'neutral';
  setText(spokenRow, row ? `${spoken(row)}. ` : '');
  if (row) say(row.detail.explanation);
  else if (isVerdict && verdict) {
    const outcome = verdict.succeeded ? exhibitWords.succeeded : exhibitWords.failed;
    say(`${outcome} ${tellVerdict(address, verdict)}`);
  } else say(state || `${titleOf(address.name)}.`);
}

function say(text: string): void {
  setText(sentence, text);
}

/** Said anew it would be read aloud anew. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function forward(): void {
  if (!hasEnded()) diagram?.next();
  else if (shown?.current && !isPastEnd) isPastEnd = true;
  else if (!address.fixed && verdict) {
    go({ fixed: true });
    begin();
  }
  refresh();
}

function back(): void {
  const wasPastEnd = isPastEnd;
  isPastEnd = false;
  if (address.pace !== 'step') {
    // Who goes back takes over from whatever pace there was.
    go({ pace: 'step' });
    diagram?.setMode('step');
  }
  if (!wasPastEnd) diagram?.back();
  refresh();
}

function leave(): void {
  if (keyList.open) return keyList.close();
  stop();
  const { on }: AttackEntry = attacks[address.name];
  location.assign(on === 'channels' ? '/channels#attacks' : `/methods${on === undefined ? '' : `#${on}`}`);
}

const actions = new Map([
  ['PageDown', forward],
  ['ArrowRight', forward],
  [' ', forward],
  ['PageUp', back],
  ['ArrowLeft', back],
  ['Home', begin],
  ['Escape', leave],
  ['d', () => go({ look: otherLook(address.look) })],
  ['?', () => (keyList.open ? keyList.close() : keyList.show())],
]);
listenToPresenter((key) => actions.get(key));
addEventListener('hashchange', () => {
  arriveAt(readAddress(location.hash));
  begin();
});

// Until now a press would have been lost.
document.body.inert = false;
