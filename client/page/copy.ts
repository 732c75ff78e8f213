/** A button that copies a text, and says whether it did. */
import { make, makeButton } from './make.ts';

/** @param words - what is on the button, and what it says afterwards */
export function makeCopyButton(
  text: string,
  words: { readonly copy: string; readonly copied: string; readonly notCopied: string },
  label: string,
): HTMLElement {
  const news = make('span', { class: 'muted', role: 'status' });
  const button = makeButton(words.copy, { 'aria-label': `${words.copy}: ${label}` }, async () => {
    // Without TLS a page has no clipboard.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    news.textContent = isCopied === true ? words.copied : words.notCopied;
  });
  return make('p', { class: 'copying' }, button, news);
}
