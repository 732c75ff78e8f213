/** How to take the picture along. Few people do, so it is loaded by the first who does. */
import type { Diagram } from '../diagram/diagram.ts';
import { toMermaid } from '../diagram/mermaid.ts';
import { exportSvg, toPng } from '../diagram/save.ts';
import { parties } from '../diagram/words.ts';
import { download } from '../page/download.ts';

/** The name of a picture that is saved. */
const title = 'A WebSocket connection, as it happened';

const offers: Readonly<Record<string, (diagram: Diagram) => Promise<string>>> = {
  async mermaid({ rows }) {
    await navigator.clipboard.writeText(toMermaid(Object.values(parties), rows));
    return 'Copied as Mermaid.';
  },
  async svg({ picture }) {
    const { svg } = exportSvg(picture, title);
    download(new Blob([svg], { type: 'image/svg+xml' }), 'on-the-wire.svg');
    return 'Saved as SVG.';
  },
  async png({ picture }) {
    download(await toPng(exportSvg(picture, title)), 'on-the-wire.png');
    return 'Saved as PNG.';
  },
  async link() {
    await navigator.clipboard.writeText(location.href);
    return 'Copied the link to this page and story.';
  },
};

/** Takes the picture along. @returns what became of it, in words */
export async function save(how: string, diagram: Diagram): Promise<string> {
  return (await offers[how]?.(diagram)) ?? '';
}
