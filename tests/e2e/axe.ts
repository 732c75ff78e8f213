import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on a page as it is now. */
export async function accessibilityFindings(page: Page): Promise<unknown[]> {
  // As an expression, not as a script element, which the content security policy refuses.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
}
