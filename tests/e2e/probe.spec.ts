/** The page of the probe, which a development start serves from its source. */
import { openExhibits } from '../../exhibits/twins/exhibits.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('the page of the probe names an animal of the zoo, and draws what shows its fault', async ({ page }) => {
  // Vite compiles the page, and a run takes four seconds.
  test.slow();
  const lab = createLab({ port: 0, demo: true, dev: true }, createLog('silent'), Date.now, openExhibits);
  await lab.listen();
  try {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${lab.urls.page}probe`);
    // What makes the link on the other pages, as they are served in development.
    const demo = await page.request.get(lab.urls.page);
    expect(await demo.text()).toContain('src="/probe/link.ts"');
    await expect(page.getByRole('heading', { name: 'Does it authenticate?' })).toBeVisible();
    await page.getByLabel('What to probe').selectOption('zoo/handshake-version');
    const start = page.getByRole('button', { name: 'Probe', exact: true });
    await start.press('Enter');
    const stop = page.getByRole('button', { name: 'Stop' });
    await expect(stop).toBeFocused();
    await stop.press('Enter');
    await expect(page.locator('.run .verdict')).toHaveText('Stopped.');

    await expect(start).toBeFocused();
    await start.press('Enter');
    await expect(page.locator('.run')).toHaveCount(2);
    const run = page.locator('.run').first();
    await expect(run.locator('.verdict')).toHaveText('✓ Named: handshake-version.', { timeout: 15_000 });
    await expect(page.getByRole('status').first()).toHaveText(/handshake-version\. ✓ Named/);
    const rows = run.getByRole('list', { name: 'The exchange that shows handshake-version' });
    await expect(rows.getByRole('button').nth(1)).toHaveAccessibleName(
      /probe to server: sent, GET \/ HTTP\/1\.1, .*Sec-WebSocket-Version: 8/,
    );
    await expect(run.getByText(/^\d+ passed$/)).toBeVisible();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  } finally {
    await lab.close();
  }
});
