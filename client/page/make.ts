/** Makes elements. Text is set as text, so nothing that is received becomes markup. */

type Content = string | Node | undefined;

/** @param attributes - those that are undefined are left out */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content.filter((part) => part !== undefined));
  return element;
}

/** A button that does something. */
export function makeButton(
  text: string,
  attributes: Readonly<Record<string, string | undefined>>,
  pressed: () => void,
): HTMLButtonElement {
  const button = make('button', { type: 'button', ...attributes }, text);
  button.addEventListener('click', pressed);
  return button;
}
