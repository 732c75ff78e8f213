import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on a page as it is now, in light and in dark. */
export async function accessibilityFindings(page: Page): Promise<unknown[]> {
  // As an expression, not as a script element, which the content security policy refuses.
  await page.evaluate(axeSource);
  const light = await findingsOf(page, 'light', { resultTypes: ['violations'] });
  // Only colours differ in the dark.
  const dark = await findingsOf(page, 'dark', { resultTypes: ['violations'], runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: null });
  return [...light, ...dark];
}

async function findingsOf(
  page: Page,
  colorScheme: 'light' | 'dark',
  options: RunOptions,
): Promise<unknown[]> {
  await page.emulateMedia({ colorScheme });
  const { violations } = await page.evaluate((all) => axe.run(all), options);
  return violations.map(({ id, nodes }) => ({ id, colorScheme, where: nodes.map(({ html }) => html) }));
}
