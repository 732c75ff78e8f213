/** A connection whose token runs out: its remaining life, its renewal, and what its holder may do. */
import { parseJson } from '../../protocol/messages.ts';
import { type Action, actions, formatAction, formatRefresh } from '../../protocol/typed-messages.ts';
import { openSocket } from '../methods/open.ts';
import { tokenRefresh } from '../methods/token-refresh.ts';
import { make, makeButton } from '../page/make.ts';
import { type AuthClient, AuthError } from '../server/auth.ts';
import { member } from '../server/lab.ts';
import { lifetime as words } from '../words/methods.ts';
import { createDecodedToken } from './decoded-token.ts';

/** Answers that stay on the page. */
const KEPT_ANSWERS = 6;

export interface Lifetime {
  readonly element: HTMLElement;
  /** Ends the connection, if there is one. */
  leave(): void;
}

/** @param endpoint - undefined where the method is not served */
export function createLifetime(endpoint: string | undefined, auth: AuthClient): Lifetime {
  const left = make('p', { class: 'left' }, words.notConnected);
  const life = make('meter', {
    min: '0',
    max: '60',
    value: '0',
    'aria-label': words.meter,
  });
  const answers = make('ol', {
    class: 'answers',
    'aria-label': words.answers,
    'aria-live': 'polite',
  });
  const decoded = createDecodedToken();
  let socket: WebSocket | undefined;
  let expiresAt = 0;
  let countdown: ReturnType<typeof setInterval> | undefined;

  const connectButton = makeButton(words.connect, { class: 'primary' }, () => void guarded(connect));
  const renewButton = makeButton(words.renew, {}, () => void guarded(renewToken));
  const actionButtons = actions.map((action) => makeButton(action, {}, () => perform(action)));
  const duringConnection = [renewButton, ...actionButtons];
  if (endpoint === undefined) connectButton.disabled = true;

  function allow(isOpen: boolean): void {
    const focused = document.activeElement;
    connectButton.disabled = isOpen;
    for (const button of duringConnection) button.disabled = !isOpen;
    if (isOpen && focused === connectButton) renewButton.focus();
    if (!isOpen && duringConnection.some((button) => button === focused)) connectButton.focus();
  }

  function tell(direction: '→' | '←', text: string, tone?: 'good' | 'bad'): void {
    answers.append(make('li', { 'data-tone': tone }, make('span', {}, direction), make('span', {}, text)));
    while (answers.children.length > KEPT_ANSWERS) answers.firstElementChild?.remove();
  }

  function showLeft(): void {
    const seconds = Math.max(0, Math.ceil((expiresAt - performance.now()) / 1000));
    life.value = seconds;
    left.textContent = words.left(seconds);
  }

  function restart(seconds: number): void {
    expiresAt = performance.now() + seconds * 1000;
    clearInterval(countdown);
    countdown = setInterval(showLeft, 250);
    showLeft();
  }

  async function guarded(step: () => Promise<void>): Promise<void> {
    await step().catch((error: unknown) => {
      if (!(error instanceof AuthError)) throw error;
      tell('←', error.message, 'bad');
    });
  }

  async function connect(): Promise<void> {
    if (endpoint === undefined) return;
    connectButton.disabled = true;
    const accessToken = await auth.accessToken().catch((error: unknown) => {
      connectButton.disabled = false;
      throw error;
    });
    decoded.show(accessToken);
    const opening = tokenRefresh.open(endpoint, { kind: 'access token', accessToken });
    const { first } = opening;
    const own = openSocket(opening);
    socket = own;
    own.addEventListener('open', () => {
      if (first !== undefined) own.send(first);
      tell('→', '{"type":"authenticate","token":"…"}');
    });
    own.addEventListener('message', ({ data }) => receive(String(data)));
    own.addEventListener('close', ({ code, reason }) => {
      clearInterval(countdown);
      life.value = 0;
      left.textContent = words.closed(code, reason);
      allow(false);
    });
  }

  function receive(text: string): void {
    const parsed = parseJson(text);
    const message = parsed.ok ? parsed.value : undefined;
    const type = member(message, 'type');
    const expiresIn = member(message, 'expiresIn');
    tell('←', text, type === 'error' ? 'bad' : 'good');
    if (typeof expiresIn === 'number') restart(expiresIn);
    if (type === 'authenticated') allow(true);
  }

  async function renewToken(): Promise<void> {
    const accessToken = await auth.accessToken();
    decoded.show(accessToken);
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(formatRefresh(accessToken));
    tell('→', '{"type":"refresh","token":"…"}');
  }

  function perform(action: Action): void {
    const text = formatAction(action, 'hello');
    socket?.send(text);
    tell('→', text);
  }

  allow(false);
  if (endpoint === undefined) connectButton.disabled = true;
  return {
    element: make(
      'section',
      { class: 'panel lifetime', 'aria-label': words.title },
      make('h3', {}, words.title),
      make('p', { class: 'muted' }, words.lead),
      left,
      life,
      make('div', { class: 'chips' }, connectButton, renewButton, ...actionButtons),
      answers,
      decoded.element,
    ),
    leave() {
      clearInterval(countdown);
      socket?.close(1000);
    },
  };
}
