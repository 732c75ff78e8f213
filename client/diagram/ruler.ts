/** Measures text as the browser will draw it. */
import type { Font, Paper } from '@websocket-auth-lab/diagram';

/** @param element - has the fonts that are measured */
export function createRuler(element: HTMLElement): Paper['widthOf'] {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(element);
  const families: Readonly<Record<Font, string>> = {
    text: style.fontFamily,
    strong: style.fontFamily,
    small: style.fontFamily,
    code: style.getPropertyValue('--mono'),
  };
  let current = '';
  return (text, font, size) => {
    if (!context) return text.length * size * 0.62;
    const wanted = `${font === 'strong' ? 'bold ' : ''}${size}px ${families[font]}`;
    // Setting a font costs more than measuring with it.
    if (current !== wanted) context.font = current = wanted;
    return context.measureText(text).width;
  };
}
