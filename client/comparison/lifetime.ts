/** A connection whose token runs out: its remaining life, its renewal, and what its holder may do. */

import { maskMessage } from '../../protocol/masking.ts';
import { parseJson } from '../../protocol/messages.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { type Action, actions, formatAction, formatRefresh } from '../../protocol/typed-messages.ts';
import { type AuthClient, AuthError } from '../api/auth.ts';
import { member } from '../api/lab.ts';
import { browserKey } from '../api/proof-key.ts';
import type { Opening } from '../methods/method.ts';
import { openSocket } from '../methods/open.ts';
import { proveWith } from '../methods/proof.ts';
import { proofMessage } from '../methods/proof-message.ts';
import { tokenRefresh } from '../methods/token-refresh.ts';
import { make, makeButton } from '../page/make.ts';
import { lifetime as words } from '../words/methods.ts';
import { createDecodedToken } from './decoded-token.ts';

/** Answers that stay on the page. */
const KEPT_ANSWERS = 6;

export interface Lifetime {
  readonly element: HTMLElement;
  /** Ends the connection, if there is one. */
  leave(): void;
}

/** How a method gets its tokens, and opens with one. */
interface Way {
  fetch(auth: AuthClient): Promise<string>;
  open(endpoint: string, accessToken: string): Promise<Opening>;
}

/** The methods whose tokens are renewed on the open connection. */
export const renewed: Readonly<Partial<Record<MethodId, Way>>> = {
  'token-refresh': {
    fetch: (auth) => auth.accessToken(),
    open: async (endpoint, accessToken) => tokenRefresh.open(endpoint, { kind: 'access token', accessToken }),
  },
  'proof-message': {
    fetch: async (auth) => auth.boundToken(proveWith(await browserKey())),
    async open(endpoint, accessToken) {
      const prove = proveWith(await browserKey());
      return proofMessage.open(endpoint, { kind: 'bound token', accessToken, prove });
    },
  },
};

/** @param endpoint - undefined where the method is not served */
export function createLifetime(way: Way, endpoint: string | undefined, auth: AuthClient): Lifetime {
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
  let opening: Opening | undefined;
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
    const accessToken = await way.fetch(auth).catch((error: unknown) => {
      connectButton.disabled = false;
      throw error;
    });
    decoded.show(accessToken);
    const begun = await way.open(endpoint, accessToken);
    opening = begun;
    const own = openSocket(begun);
    socket = own;
    own.addEventListener('open', () => send(begun.first));
    own.addEventListener('message', ({ data }) => {
      const text = String(data);
      receive(text);
      void begun.answer?.(text).then(send);
    });
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
    tell('←', maskMessage(text), type === 'error' ? 'bad' : 'good');
    if (typeof expiresIn === 'number') restart(expiresIn);
    if (type === 'authenticated') allow(true);
  }

  function send(text: string | undefined): void {
    if (text === undefined || socket?.readyState !== WebSocket.OPEN) return;
    socket.send(text);
    tell('→', maskMessage(text));
  }

  async function renewToken(): Promise<void> {
    const accessToken = await way.fetch(auth);
    decoded.show(accessToken);
    send(opening?.renew ? await opening.renew(accessToken) : formatRefresh(accessToken));
  }

  function perform(action: Action): void {
    send(formatAction(action, 'hello'));
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
