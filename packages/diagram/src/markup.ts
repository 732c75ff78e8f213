/** A whole picture as the text of an SVG, for where there is no page to draw on. */
import type { Layout } from './layout.ts';
import { lifeLineShape, round, type Shape, shapesOf, textShape } from './shapes.ts';

/**
 * Colours and fonts are left to a style sheet, by the same classes as on a page: `life-lines`, `row` with `data-tone`, `band`,
 * `arrow`, `ground`, `label`, `muted`, and the fonts.
 *
 * @param name - what it shows, for those who do not see it
 * @param className - of the picture
 */
export function svgOf(layout: Layout, name: string, className: string): string {
  const { width, headHeight, heads, places } = layout;
  const height = headHeight + layout.height;
  const rows = places.map(
    (place) =>
      `<g class="row" data-tone="${place.row.tone}" transform="translate(${round(place.left)} ${round(place.top)})">${markupOf(shapesOf(place))}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${escaped(className)}" role="img" aria-label="${escaped(name)}" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">
${markupOf(heads.map((head) => textShape(head)))}
<g transform="translate(0 ${round(headHeight)})"><g class="life-lines">${markupOf(layout.lines.map((x) => lifeLineShape(x, layout.height)))}</g>
${rows.join('\n')}</g>
</svg>`;
}

function markupOf(shapes: readonly Shape[]): string {
  return shapes
    .map(([name, attributes, text = '']) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
      return `<${name}${written.join('')}>${escaped(text)}</${name}>`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
