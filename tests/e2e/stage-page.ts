import type { Page } from '@playwright/test';
import type { StoryId } from '../../client/demo/stories.ts';
import { storyWords } from '../../client/words/stories.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { expect } from './fixtures.ts';

export function linkTo(lab: Lab, story: StoryId, more = ''): string {
  return `${lab.urls.page}#story=${story}&view=stage${more}`;
}

export function stageOf(page: Page) {
  return {
    html: page.locator('html'),
    title: page.getByRole('heading', { level: 1 }),
    sentence: page.locator('#caption-sentence'),
    rows: page.getByRole('list', { name: 'On the wire' }).getByRole('button'),
    ended: () => expect(page.locator('html')).toHaveAttribute('data-run', 'ended', { timeout: 15_000 }),
  };
}

/** Waits until a new size of the window has been drawn. */
export function drawn(page: Page): Promise<number> {
  return page.evaluate(
    () => new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** Waits until a story has been told to its end, and all of it is seen. */
export async function untilTold(page: Page, id: StoryId): Promise<void> {
  await expect(page.locator('#stage-title')).toHaveText(storyWords[id].title);
  await expect(page.locator('html')).toHaveAttribute('data-run', 'ended', { timeout: 20_000 });
}
