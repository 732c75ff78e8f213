import { payloads } from '../../protocol/payloads.ts';
import { expect, test } from './fixtures.ts';

test('C07 hostile texts that are received are shown as text and not run', async ({ page, demo }) => {
  await page.evaluate(() => addEventListener('message', () => (document.title = 'run')));
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  for (const { name, message } of payloads) {
    const { msg }: { msg?: unknown } = JSON.parse(message);
    // A field of one line has no line breaks.
    if (typeof msg !== 'string' || /[\r\n]/.test(msg)) continue;
    // Not typed in: half an emoji would not get there whole.
    await demo.message.evaluate((field: HTMLInputElement, json) => {
      field.value = JSON.parse(json).msg;
    }, message);
    await demo.send.click();
    await expect(demo.output, name).toHaveText(message);
    await expect(demo.log.locator('.received .text').last(), name).toHaveText(message);
  }
  await expect(page.locator('#output *, #log .text *')).toHaveCount(0);
  await expect(page).toHaveTitle('WebSocket Auth Lab');
});

test('the log keeps the last 50 rows, and cuts a long text', async ({ demo }) => {
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await demo.message.fill('x'.repeat(3000));
  await demo.send.click();
  await expect(demo.log.locator('.received').last()).toContainText('(3010 characters)');

  await demo.message.evaluate((field: HTMLInputElement) => {
    for (let n = 1; n <= 98; n++) {
      field.value = `message ${n}`;
      field.form?.requestSubmit();
    }
  });
  await expect(demo.output).toHaveText('{"msg":"message 98"}');
  await expect(demo.log.locator('li')).toHaveCount(50);
  await demo.log.locator('..').scrollIntoViewIfNeeded();
  await expect(demo.log.locator('li').last()).toBeInViewport();
  await expect(demo.log.locator('.opening')).toHaveCount(0);
});
