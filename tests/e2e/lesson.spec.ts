/** The lesson plans, carried out: what they say to press is pressed, and what they say is seen has to be there. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { openExhibits } from '../../exhibits/twins/exhibits.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { expect, failedHandshake, test } from './fixtures.ts';

test.describe.configure({ timeout: 120_000 });

/** A control by what is written on it: whole where there is one, else a part. */
async function named(scope: Page | Locator, name: string): Promise<Locator> {
  const controls = (exact: boolean) =>
    scope.getByRole('button', { name, exact }).or(scope.getByRole('link', { name, exact })).first();
  await expect(controls(false)).toBeVisible();
  return (await controls(true).isVisible()) ? controls(true) : controls(false);
}

/** Does what stands behind *Press*: goes where a link leads, looks at an exhibit by its name, presses what is bold. */
async function press(page: Page, base: string, line: string): Promise<void> {
  let scope: Page | Locator = page;
  for (const [, href, exhibit, name] of line.matchAll(/\]\(([^)]*)\)|`([^`]*)`|\*\*(.*?)\*\*/g)) {
    // As the documents are shown: the page that they name is the one that is running.
    if (href !== undefined) await page.goto(href.replace('https://localhost:5678/', base));
    if (exhibit !== undefined) scope = page.locator('.exhibit').filter({ hasText: `The attack: ${exhibit}` });
    if (name !== undefined) await (await named(scope, name)).click();
  }
}

for (const plan of ['lesson-45', 'lesson-90']) {
  test(`${plan} goes as it is written`, async ({ page, complaints }) => {
    complaints.expect(failedHandshake);
    // What waits for the deadline need not wait for five seconds here.
    const settings = { port: 0, demo: true, authDeadlineMs: 1500, authFailuresPerMinute: 0 };
    const lab = createLab(settings, createLog('silent'), Date.now, openExhibits);
    await lab.listen();
    const text = await readFile(path.join(projectRoot, `docs/class/${plan}.md`), 'utf8');
    const lines = [...text.matchAll(/^- \*(Press|See)\*: (.*(?:\n {2}.*)*)/gm)];
    expect(lines.length).toBeGreaterThan(8);
    for (const [, kind, line = ''] of lines) {
      if (kind === 'Press') await press(page, lab.urls.page, line);
      else {
        for (const [, words = ''] of line.matchAll(/`([^`]*)`/g)) {
          await expect(page.getByText(words).filter({ visible: true }).first(), line).toBeVisible({
            timeout: 20_000,
          });
        }
      }
    }
    await page.goto('about:blank');
    await lab.close();
  });
}
