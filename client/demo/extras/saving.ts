/** How to take the picture along. Few people do, so it is loaded by the first who does. */
import type { Diagram } from '../../diagram/diagram.ts';
import { toMermaid } from '../../diagram/mermaid.ts';
import { exportSvg, toPng } from '../../diagram/save.ts';
import { download } from '../../page/download.ts';
import { saving as words } from '../../words/demo-later.ts';
import { parties } from '../../words/diagram.ts';

const offers: Readonly<Record<string, (diagram: Diagram) => Promise<string>>> = {
  async mermaid({ rows }) {
    await navigator.clipboard.writeText(toMermaid(Object.values(parties), rows));
    return words.mermaid;
  },
  async svg({ picture }) {
    const { svg } = exportSvg(picture, words.title);
    download(new Blob([svg], { type: 'image/svg+xml' }), 'on-the-wire.svg');
    return words.svg;
  },
  async png({ picture }) {
    download(await toPng(exportSvg(picture, words.title), words.tooLarge), 'on-the-wire.png');
    return words.png;
  },
  async link() {
    await navigator.clipboard.writeText(location.href);
    return words.link;
  },
};

/** Takes the picture along. @returns what became of it, in words */
export async function save(how: string, diagram: Diagram): Promise<string> {
  return (await offers[how]?.(diagram)) ?? '';
}
