/** Messages as somebody writes them, sent when they choose, as text or as bytes. */
import { demoUsers } from '../../../protocol/demo-users.ts';
import { DEMO_TOKEN, formatTokenMessage } from '../../../protocol/messages.ts';
import { readLab } from '../../api/lab.ts';
import { find } from '../../page/elements.ts';
import { make, makeButton } from '../../page/make.ts';
import { authWords } from '../../words/auth.ts';
import { byHand as words } from '../../words/demo-later.ts';
import type { Conversation } from '../conversation.ts';

export interface ByHandParts {
  readonly conversation: Conversation;
  /** Begins a new picture. */
  begin(): void;
}

/**
 * Fills the part of the page that is there from the beginning: put in later, it would push down the stories at which
 * somebody is aiming.
 */
export function addByHand({ conversation, begin }: ByHandParts): void {
  const messages = make('textarea', {
    id: 'by-hand-messages',
    rows: '3',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  messages.value = formatTokenMessage(DEMO_TOKEN);
  const kind = make(
    'select',
    { id: 'by-hand-kind' },
    make('option', { value: 'text' }, words.text),
    make('option', { value: 'binary' }, words.binary),
  );
  const after = make('input', {
    id: 'by-hand-after',
    type: 'number',
    min: '0',
    max: '60',
    step: '0.1',
    value: '0',
  });
  /** Ends what a press before this one was still going to do. */
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function sendAll(): void {
    for (const line of messages.value.split('\n')) {
      if (kind.value === 'text') conversation.send(line);
      else {
        const bytes = new Blob([line]);
        conversation.send(words.bytes(bytes.size), bytes);
      }
    }
  }

  async function connect(speak: () => void): Promise<void> {
    clearTimeout(waiting);
    await conversation.disconnect();
    begin();
    void conversation.connect([], speak);
  }

  const users = make('p', { class: 'demo-users' });
  const element = find('#by-hand', HTMLDetailsElement);
  element.append(
    make('p', { class: 'lead-in' }, words.lead),
    labelled(words.message, messages),
    labelled(words.kind, kind),
    labelled(words.after, after),
    make(
      'div',
      { class: 'actions' },
      makeButton(words.connect, { class: 'primary' }, () =>
        connect(() => {
          waiting = setTimeout(sendAll, Number(after.value) * 1000);
        }),
      ),
      makeButton(words.silent, {}, () => connect(() => {})),
      makeButton(words.now, {}, sendAll),
    ),
    users,
  );
  const opened = async () => {
    if ((await readLab())?.demo) users.textContent = authWords.demoUsers(demoUsers);
  };
  if (element.open) void opened();
  else element.addEventListener('toggle', opened, { once: true });
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  return make('div', { class: 'by-hand-field' }, make('label', { for: field.id }, text), field);
}
