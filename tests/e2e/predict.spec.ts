/** Predict, then press: a presenter, a wall, and two phones. */
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('a room is asked before a story, answers on phones, and sees at the end what it thought', async ({
  page,
  lab,
  browser,
  complaints,
}) => {
  // A poll that is over is a 404 to the phone.
  complaints.expect(/^Failed to load resource: .*\/api\/polls\//);
  await page.setViewportSize({ width: 1024, height: 768 });
  // As if this machine were reached by others, whatever network it has.
  await page.route('**/api/lab', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), room: lab.urls.page } });
  });
  await page.goto(`${lab.urls.page}#story=wrong-token&view=stage`);
  // It may well have been told before anybody thought of asking.
  await expect(page.locator('html')).toHaveAttribute('data-run', 'ended');
  await page.keyboard.press('q');
  const question = page.getByRole('dialog', { name: 'The token is wrong. What does the page learn?' });
  await expect(question.getByRole('img', { name: /^QR code/ })).toBeVisible();
  expect(await accessibilityFindings(page), 'asked').toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
  const address = /https:\S+\/answer#[\w-]{12}/.exec((await question.textContent()) ?? '')?.[0] ?? '';

  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 360, height: 740 },
  });
  const [phone, other] = [await context.newPage(), await context.newPage()];
  for (const [each, answer] of [
    [phone, 'HTTP 401'],
    [other, 'nothing but 1006'],
    [other, 'code 1011 and one word'],
  ] as const) {
    if (each.url() !== address) await each.goto(address);
    await each.getByRole('button', { name: answer, exact: true }).click();
    await expect(each.getByRole('status')).toHaveText(/^Your answer is in/);
  }
  expect(await accessibilityFindings(phone), 'phone').toEqual([]);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expect(question.getByRole('status')).toHaveText('2 answers');
  // How many, and not yet which.
  await expect(question.getByRole('listitem')).toHaveText([
    'nothing but 1006',
    'HTTP 401',
    'code 1011 and one word',
    'that the auth server does not know this token',
  ]);

  await page.keyboard.press('PageDown');
  await expect(question).toBeHidden();
  await expect(phone.getByRole('status')).toHaveText('No more answers: watch what happens.');
  await expect(phone.getByRole('button', { name: 'HTTP 401' })).toBeDisabled();
  await expect(page.locator('html')).toHaveAttribute('data-run', 'ended');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-run', 'ended');
  await page.keyboard.press('q');
  // The tab was loaded anew meanwhile, and the answers are still its own.
  await expect(question.getByRole('listitem')).toHaveText([
    'nothing but 1006: 0',
    'HTTP 401: 1',
    'code 1011 and one word: 1 ✓ right',
    'that the auth server does not know this token: 0',
  ]);
  expect(await accessibilityFindings(page), 'answered').toEqual([]);
  await page.keyboard.press('q');
  await expect(question).toBeHidden();
  await page.keyboard.press('q');
  // Asked anew.
  await expect(question.getByRole('status')).toHaveText('0 answers');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-view', 'stage');
  await context.close();
});
