/**
 * Finds an element of the page.
 *
 * @throws when the page has none, or one of another type: page and script do not belong together
 */
export function find<E extends Element>(selector: string, type: new () => E): E {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${selector}.`);
  return element;
}
