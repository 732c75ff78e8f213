/** The sheets of a class on paper, of both sizes that the world prints on. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../server/basics/paths.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { expect, test } from './fixtures.ts';

/** What is left of a page between its margins, in pixels of CSS: the narrower of the two sizes. */
const widths = { portrait: 670, landscape: 970 };

for (const folder of ['docs/class', 'docs/class/it']) {
  test(`sheets of ${folder} have as many pages as its class page says, on A4 and Letter, and nothing is cut`, async ({
    page,
  }) => {
    const lab = createLab({ port: 0, demo: true, host: '0.0.0.0' }, createLog('silent'));
    await lab.listen();
    const text = await readFile(path.join(projectRoot, folder, 'README.md'), 'utf8');
    const sheets = [...text.matchAll(/\]\(([\w-]+)\.md\).*\| (\d+) \|/g)];
    expect(sheets).toHaveLength(5);
    for (const [, name = '', pages] of sheets) {
      await page.goto(new URL(`${folder}/${name}`, lab.urls.page).href);
      const isReachable = lab.urls.room.length > 0;
      await expect(
        isReachable ? page.getByRole('img', { name: /^QR code/ }) : page.locator('.room.missing'),
      ).toBeVisible();
      await page.emulateMedia({ media: 'print' });
      const isWide = name === 'all-methods';
      await page.setViewportSize({ width: isWide ? widths.landscape : widths.portrait, height: 900 });
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('main, main *:not(svg *)')]
          .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
          .map(({ outerHTML }) => outerHTML.slice(0, 80)),
      );
      expect(cut, name).toEqual([]);
      for (const format of ['A4', 'Letter'] as const) {
        const pdf = (await page.pdf({ format })).toString('latin1');
        expect(pdf.match(/\/Type\s*\/Page\b/g), `${name} on ${format}`).toHaveLength(Number(pages));
        const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
        expect(Number(width) > Number(height), `${name} on ${format} is wide`).toBe(isWide);
      }
      await page.emulateMedia({ media: null });
    }
    await lab.close();
  });
}
