import { expect, test } from './fixtures.ts';

const markup = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';

test('C07 markup that is received is shown as text and not run', async ({ page, demo }) => {
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await demo.message.fill(markup);
  await demo.send.click();
  await expect(demo.output).toHaveText(JSON.stringify({ msg: markup }));
  await expect(demo.log.locator('.received').last()).toContainText(JSON.stringify({ msg: markup }));
  await expect(page.locator('#output *, #log img, #log script')).toHaveCount(0);
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
