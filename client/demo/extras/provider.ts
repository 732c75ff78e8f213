/** The button that leads to an identity provider, and what happens when the browser comes back from there. */

import { readLab } from '../../api/lab.ts';
import { leaveFor, tokenBroughtBack } from '../../api/provider.ts';
import { find } from '../../page/elements.ts';
import { makeButton } from '../../page/make.ts';
import { provider as words } from '../../words/demo-later.ts';

export function addProvider(): void {
  const say = (text: string) => {
    find('#retry-news', HTMLElement).textContent = text;
  };
  void comeBack().catch(() => say(words.failed));

  async function comeBack(): Promise<void> {
    const token = await tokenBroughtBack();
    if (token === undefined) return;
    const field = find('#token', HTMLInputElement);
    field.value = token;
    field.dispatchEvent(new Event('input'));
    // As a press on Connect does.
    find('#connect-form', HTMLFormElement).requestSubmit();
  }

  void readLab().then((lab) => {
    // WebCrypto is missing on plain http beyond this machine.
    if (!lab?.signIn || !globalThis.isSecureContext) return;
    const { issuers, clientId } = lab.signIn;
    for (const issuer of issuers) {
      const name = issuers.length === 1 ? words.signIn : words.signInAt(new URL(issuer).host);
      const button = makeButton(name, {}, () => {
        leaveFor(issuer, clientId).catch(() => say(words.away(new URL(issuer).origin)));
      });
      find('#presets', HTMLFieldSetElement).append(button);
    }
  });
}
