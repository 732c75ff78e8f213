/** A QR code as a picture: dark on white whatever the colours of the page, or a camera would not see it. */
import { encode } from 'uqr';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param text - what a camera is to read
 * @param title - what is said to those who do not see it
 */
export function drawQr(text: string, title: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  svg.append(
    part('rect', { width: String(size), height: String(size), fill: '#fff' }),
    part('path', { d: dark.join(''), fill: '#000', 'shape-rendering': 'crispEdges' }),
  );
  return svg;
}

function part(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
