/** A lab whose deadline passes before anybody gets bored, for tests that tell every story. */
import { expect, type Page } from '@playwright/test';
import type { StoryId } from '../../client/demo/stories.ts';
import { storyWords } from '../../client/words/stories.ts';
import { createLab, type Lab } from '../../server/lab/lab.ts';
import { test as base } from './fixtures.ts';

export const test = base.extend<object, { quick: Lab }>({
  quick: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
    async ({}, use) => {
      const lab = createLab({ port: 0, demo: true, logLevel: 'silent', authDeadlineMs: 1500 });
      await lab.listen();
      await use(lab);
      await lab.close();
    },
    { scope: 'worker' },
  ],
});

/** Waits until a story has been told to its end, and all of it is seen. */
export async function untilTold(page: Page, id: StoryId): Promise<void> {
  await expect(page.locator('#stage-title')).toHaveText(storyWords[id].title);
  await expect(page.locator('html')).toHaveAttribute('data-run', 'ended', { timeout: 20_000 });
}
