/** From positions to shapes of SVG, which a page makes elements of, and a report text. Pure. */
import type { Arrow, Place } from './places.ts';
import { extent, type Text } from './text.ts';

/** An element: its name, its attributes, and what it says. */
export type Shape = readonly [
  name: 'path' | 'rect' | 'text',
  attributes: Readonly<Record<string, string | number>>,
  ...text: string[],
];

/** What can be seen of a row, counted from its own top. */
export function shapesOf({ row, labels, texts, arrow, band }: Place): Shape[] {
  const size = labels[0]?.size ?? 0;
  return [
    ...(band ? [boxShape('band', band, Math.min(band.height / 2, size * 0.8))] : []),
    ...(arrow ? arrowShapes(arrow, size / 2, row.dashed) : []),
    ...(band ? [] : labels.map(groundOf)),
    ...texts.flatMap((text) => [groundOf(text), textShape(text, 'muted')]),
    ...labels.map((label) => textShape(label, 'label')),
  ];
}

export function lifeLineShape(x: number, height: number): Shape {
  return ['path', { d: `M${round(x)} 0V${round(height)}` }];
}

export function textShape({ text, x, y, font, size, anchor }: Text, className = ''): Shape {
  const attributes = {
    x: round(x),
    y: round(y),
    class: `${font} ${className}`.trim(),
    'font-size': round(size),
    'text-anchor': anchor,
  };
  return ['text', attributes, text];
}

/** A text may cross a life line or an arrow: it stands on ground of its own, which every program can draw. */
export function groundOf(text: Text): Shape {
  const { left, right } = extent(text);
  const { y, size } = text;
  const box = {
    x: left - 0.15 * size,
    y: y - 0.85 * size,
    width: right - left + 0.3 * size,
    height: 1.1 * size,
  };
  return boxShape('ground', box, 0);
}

function boxShape(name: string, { x, y, width, height }: NonNullable<Place['band']>, rx: number): Shape {
  const box = { x: round(x), y: round(y), width: round(width), height: round(height), rx: round(rx) };
  return ['rect', { class: name, ...box }];
}

function arrowShapes({ fromX, fromY, toX, toY, end }: Arrow, size: number, dashed: boolean): Shape[] {
  const line: Shape = [
    'path',
    {
      class: dashed ? 'arrow dashed' : 'arrow',
      d: `M${round(fromX)} ${round(fromY)}L${round(toX)} ${round(toY)}`,
    },
  ];
  if (end === 'none') return [line];
  const long = round(size);
  const half = round(size * 0.6);
  const d =
    end === 'head'
      ? `M-${long} -${half}L0 0L-${long} ${half}`
      : `M-${half} -${half}L${half} ${half}M${half} -${half}L-${half} ${half}`;
  const degrees = (Math.atan2(toY - fromY, toX - fromX) * 180) / Math.PI;
  const transform = `translate(${round(toX)} ${round(toY)}) rotate(${round(degrees)})`;
  return [line, ['path', { class: 'arrow', d, transform }]];
}

/** Hundredths of a pixel are no difference to look at. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
