/** Fields and buttons: which of them make sense in which state, and where the focus goes when one does not. */

import type { Ticket } from '../api/auth.ts';
import { find } from '../page/elements.ts';
import { userSignedIn } from '../page/signed-in.ts';
import { controls as words } from '../words/demo.ts';
import type { State } from './connection.ts';
import type { Filling } from './stories.ts';
import { ticketLabel } from './telling/describe.ts';

export const token = find('#token', HTMLInputElement);
export const message = find('#message', HTMLInputElement);

const connectForm = find('#connect-form', HTMLFormElement);
const messageForm = find('#message-form', HTMLFormElement);
const connectButton = find('#connect', HTMLButtonElement);
const disconnectButton = find('#disconnect', HTMLButtonElement);
const sendButton = find('#send', HTMLButtonElement);
const retryActions = find('#retry-actions', HTMLElement);
const signedIn = find('#signed-in', HTMLElement);
const signOutButton = find('#sign-out', HTMLButtonElement);
const presetsField = find('#presets', HTMLFieldSetElement);
const presetButtons = presetsField.querySelectorAll('button');
const ticketButton = find('#ticket', HTMLButtonElement);

const presets: Record<Filling, string | undefined> = {
  valid: token.defaultValue,
  wrong: '00000000-0000-4000-8000-000000000000',
  empty: '',
  /** The ticket that was asked for last. */
  ticket: undefined,
};

let countdown: ReturnType<typeof setInterval> | undefined;

/** What a person can ask for. */
export interface Wishes {
  connect(): void;
  disconnect(): void;
  tryNow(): void;
  send(): void;
  ticket(): void;
  signOut(): void;
}

/** Makes the controls work. */
export function listen(wishes: Wishes): void {
  connectForm.addEventListener('submit', (event) => {
    event.preventDefault();
    wishes.connect();
  });
  messageForm.addEventListener('submit', (event) => {
    event.preventDefault();
    wishes.send();
  });
  for (const button of [disconnectButton, find('#retry-stop', HTMLButtonElement)]) {
    button.addEventListener('click', () => wishes.disconnect());
  }
  find('#retry-now', HTMLButtonElement).addEventListener('click', () => wishes.tryNow());
  signOutButton.addEventListener('click', () => wishes.signOut());
  token.addEventListener('input', markPreset);
  for (const button of presetButtons) {
    const { preset = '' } = button.dataset;
    if (!isFilling(preset)) continue;
    button.addEventListener('click', () => (preset === 'ticket' ? wishes.ticket() : fill(preset)));
  }
  // The focus moves on while Enter is still down: its repetition would press what comes next.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
  });
  markPreset();
}

/** Whether the token field holds the ticket that was asked for last. */
export function holdsTicket(): boolean {
  return token.value === presets.ticket;
}

/** Fills the token field with what is at hand. */
export function fill(filling: Filling): void {
  token.value = presets[filling] ?? '';
  markPreset();
}

/** Fills the token field with a fresh ticket, and shows how long it is still good for. */
export function fillTicket({ value, expiresInMs }: Ticket): void {
  const expiresAt = performance.now() + expiresInMs;
  presets.ticket = value;
  fill('ticket');
  clearInterval(countdown);
  const show = () => {
    const left = expiresAt - performance.now();
    ticketButton.textContent = ticketLabel(left);
    if (left <= 0) clearInterval(countdown);
  };
  countdown = setInterval(show, 1000);
  show();
}

/**
 * Lets only what makes sense in a state be used, and keeps the focus on something that works.
 *
 * @param byItself - nobody asked for this now: the focus stays where it can
 */
export function allow(state: State, byItself = false): void {
  const focused = document.activeElement;
  const idle = state === 'disconnected';

  connectButton.disabled = !idle;
  disconnectButton.disabled = idle;
  sendButton.disabled = state !== 'connected';
  token.readOnly = !idle;
  presetsField.disabled = !idle;
  retryActions.hidden = state !== 'reconnecting';

  if (state === 'connecting' || state === 'authenticating') {
    // From here on the ticket is used up, whatever becomes of the connection.
    clearInterval(countdown);
    ticketButton.textContent = ticketLabel(undefined);
  }
  if (!byItself && state === 'connected' && (focused === disconnectButton || focused === token))
    message.focus();
  const isLost = focused instanceof HTMLElement && focused.matches(':disabled, [hidden] *');
  if (isLost) (idle ? connectButton : disconnectButton).focus();
}

/** Shows who is signed in, in this tab or another. */
export function showSignedIn(): void {
  const user = userSignedIn();
  const hadFocus = document.activeElement === signOutButton;
  find('#signed-in-user', HTMLElement).textContent = user === undefined ? '' : words.signedInAs(user);
  signedIn.hidden = user === undefined;
  if (hadFocus && signedIn.hidden) (connectButton.disabled ? disconnectButton : connectButton).focus();
}

function markPreset(): void {
  for (const button of presetButtons) {
    const { preset = '' } = button.dataset;
    button.ariaPressed = String(isFilling(preset) && presets[preset] === token.value);
  }
}

function isFilling(text: string): text is Filling {
  return Object.hasOwn(presets, text);
}
