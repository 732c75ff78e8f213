/** Makes an HTML element that holds a text, never markup. */
export function make(
  name: 'h3' | 'p' | 'pre' | 'th' | 'li' | 'strong' | 'code' | 'summary',
  text: string,
): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
