import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

declare global {
  interface Window {
    axe?: { run(options: RunOptions): Promise<AxeResults> };
  }
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on a page as it is now, in light and in dark. */
export async function accessibilityFindings(page: Page): Promise<unknown[]> {
  // As an expression, not as a script element, which the content security policy refuses.
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axeSource);
  const light = await findingsOf(page, 'light', {});
  // Only colours differ in the dark.
  const dark = await findingsOf(page, 'dark', { runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: null });
  return [...light, ...dark];
}

async function findingsOf(
  page: Page,
  colorScheme: 'light' | 'dark',
  options: RunOptions,
): Promise<unknown[]> {
  await page.emulateMedia({ colorScheme });
  // What is still fading in has less contrast than it is going to have.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const all: RunOptions = {
    ...options,
    resultTypes: ['violations'],
    // Fetching every style sheet again takes most of the time, and serves one rule, on rotated screens, alone.
    preload: false,
  };
  const results = await page.evaluate((given) => window.axe?.run(given), all);
  if (!results) throw new Error('axe is not on the page');
  return results.violations.map(({ id, nodes }) => ({
    id,
    colorScheme,
    where: nodes.map(({ html }) => html),
  }));
}
