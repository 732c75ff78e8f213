/** Fields and buttons: which of them make sense in which state, and where the focus goes when one does not. */
import type { State } from './connection.ts';
import { find } from './elements.ts';

export const token = find('#token', HTMLInputElement);
export const message = find('#message', HTMLInputElement);

const connectForm = find('#connect-form', HTMLFormElement);
const messageForm = find('#message-form', HTMLFormElement);
const connectButton = find('#connect', HTMLButtonElement);
const disconnectButton = find('#disconnect', HTMLButtonElement);
const sendButton = find('#send', HTMLButtonElement);
const presetsField = find('#presets', HTMLFieldSetElement);
const presetButtons = presetsField.querySelectorAll('button');

const presets: Readonly<Record<string, string>> = {
  valid: token.defaultValue,
  wrong: '00000000-0000-4000-8000-000000000000',
  empty: '',
};

/** What a person can ask for. */
export interface Wishes {
  connect(): void;
  disconnect(): void;
  send(): void;
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
  disconnectButton.addEventListener('click', () => wishes.disconnect());
  token.addEventListener('input', markPreset);
  for (const button of presetButtons) {
    button.addEventListener('click', () => {
      token.value = presets[button.dataset.preset ?? ''] ?? '';
      markPreset();
    });
  }
  // The focus moves on while Enter is still down: its repetition would press what comes next.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
  });
  markPreset();
}

/** Lets only what makes sense in a state be used, and keeps the focus on something that works. */
export function allow(state: State): void {
  const focused = document.activeElement;
  const idle = state === 'disconnected';

  connectButton.disabled = !idle;
  disconnectButton.disabled = idle;
  sendButton.disabled = state !== 'connected';
  token.readOnly = !idle;
  presetsField.disabled = !idle;

  if (state === 'connecting' && focused === connectButton) disconnectButton.focus();
  if (state === 'connected' && (focused === disconnectButton || focused === token)) message.focus();
  if (idle && (focused === disconnectButton || focused === sendButton)) connectButton.focus();
}

function markPreset(): void {
  for (const button of presetButtons) {
    button.ariaPressed = String(presets[button.dataset.preset ?? ''] === token.value);
  }
}
