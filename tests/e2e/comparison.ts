/** The methods page and its parts, as a person would name them. */
import type { Locator, Page } from '@playwright/test';
import type { MethodId } from '../../protocol/methods.ts';
import { test as base, expect } from './fixtures.ts';

export interface Comparison {
  readonly page: Page;
  readonly row: (id: MethodId) => Locator;
  /** A cell of a row, by the title of its column. */
  readonly cell: (id: MethodId, column: string) => Locator;
  /** Opens a row; gives what is under it. */
  open(id: MethodId): Promise<Locator>;
  runAll(): Promise<void>;
  /** What the browser was found to do. */
  readonly probe: (question: string) => Locator;
}

export const test = base.extend<{ comparison: Comparison }>({
  comparison: async ({ page, exhibitLab }, use) => {
    await use(await openComparison(page, exhibitLab.urls.page));
  },
});

/** Goes to a methods page and names its parts. */
export async function openComparison(page: Page, url: string): Promise<Comparison> {
  await page.goto(new URL('methods', url).href);
  const table = page.getByRole('table', { name: 'The eleven methods' });
  const row = (id: MethodId) => table.getByRole('row').filter({ has: page.locator(`#${id}`) });
  return {
    page,
    row,
    cell: (id, column) => row(id).locator(`[data-label="${column}"]`),
    async open(id) {
      await page.locator(`#${id}`).click();
      await expect(page.locator(`#${id}`)).toHaveAttribute('aria-expanded', 'true');
      return page.locator('.panel-pair');
    },
    async runAll() {
      await page.getByRole('button', { name: 'Run all' }).click();
      await expect(page.locator('#progress')).toHaveText(/^Run /, { timeout: 45_000 });
    },
    probe: (question) =>
      page.locator('.engines tr').filter({ hasText: question }).locator('[data-label="This browser"]'),
  };
}
