/**
 * Makes the switch in the header of a page work, and follows the address. Loaded behind the page: nobody changes the
 * language before there is something to be read.
 */
import { storage } from '../page/storage.ts';
import { KEY, type Language, language, languageIn } from './language.ts';
import { withLanguage } from './with-language.ts';

/** As each calls itself. */
const names: Readonly<Record<Language, string>> = { en: 'English', it: 'Italiano' };

// A link in another language is meant for the pages behind it, too.
if (languageIn(location.hash) !== undefined) storage()?.setItem(KEY, language);
const other = language === 'en' ? 'it' : 'en';
const button = document.querySelector<HTMLButtonElement>('#language');
if (button) {
  button.lang = other;
  button.textContent = names[other];
  button.addEventListener('click', () => {
    storage()?.setItem(KEY, other);
    const hash = withLanguage(location.hash, other, storage() !== undefined);
    history.replaceState(null, '', hash || location.pathname + location.search);
    location.reload();
  });
  button.disabled = false;
}
addEventListener('hashchange', () => {
  const asked = languageIn(location.hash);
  if (asked !== undefined && asked !== language) location.reload();
});
