/** Draws the figures: one group of bars per figure, each bar a ratio to bare ws. */
import { costNames, type Figures, names } from './report.ts';

const WIDTH = 760;
const LABELS = 150;
const BAR = 20;
const GAP = 36;

/** Colours of both schemes, and the lab's own. */
const style = `
  svg { font: 15px system-ui, sans-serif; }
  rect.paper { fill: #fff; } text { fill: #1a1a1a; } .other { fill: #9aa3ad; } .lab { fill: #0b63ce; } .one { stroke: #1a1a1a; }
  @media (prefers-color-scheme: dark) {
    rect.paper { fill: #14171a; } text { fill: #e8eaed; } .other { fill: #5f6973; } .lab { fill: #6cb0ff; } .one { stroke: #e8eaed; }
  }`;

/** Draws an SVG document. A bar that would leave the picture is cut off; the number beside it says how long it is. */
export function chart({ cost, connections }: Figures): string {
  const longest = 4;
  const perOne = (WIDTH - LABELS - 80) / longest;
  const parts: string[] = [];
  let y = 62;
  for (const name of names) {
    parts.push(
      `<text x="16" y="${y}" font-weight="600">${costNames[name].replace(/, (?:µs|bytes)$/, '')}</text>`,
    );
    const top = y + 8;
    y = top;
    for (const [kind, { ratio }] of Object.entries(cost[name])) {
      if (kind === 'bare') continue;
      const length = Math.min(ratio, longest) * perOne;
      const end = LABELS + length + 8;
      parts.push(
        `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end">${kind}</text>`,
        `<rect class="${kind.startsWith('lab') ? 'lab' : 'other'}" x="${LABELS}" y="${y}" width="${length.toFixed(0)}" height="${BAR - 4}"/>`,
        `<text x="${end.toFixed(0)}" y="${y + 14}">${ratio.toFixed(2)}</text>`,
      );
      y += BAR;
    }
    const one = (LABELS + perOne).toFixed(0);
    parts.push(
      `<line class="one" stroke-dasharray="4 3" x1="${one}" x2="${one}" y1="${top - 4}" y2="${y}"/>`,
    );
    y += GAP;
  }
  const height = y - 10;
  const title = 'Cost on the server, as a ratio to a bare ws echo over the same TLS';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
<style>${style}</style>
<rect class="paper" width="100%" height="100%"/>
<text x="16" y="28" font-size="17" font-weight="600">${title}</text>
<text x="${WIDTH - 16}" y="${height - 10}" text-anchor="end" font-size="13">${connections} connections; dashed: bare ws; shorter is better</text>
${parts.join('\n')}
</svg>
`;
}
