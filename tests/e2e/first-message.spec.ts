import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../protocol/messages.ts';
import { expect, test } from './fixtures.ts';

test('the page starts disconnected, with the demo token filled in', async ({ page, demo }) => {
  await expect(page).toHaveTitle('WebSocket Auth Lab');
  await expect(demo.token).toHaveValue(DEMO_TOKEN);
  await expect(demo.message).toHaveAttribute('placeholder', 'Add a message here');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.output).toHaveText('');
  await expect(demo.connect).toBeEnabled();
  await expect(demo.disconnect).toBeDisabled();
  await expect(demo.send).toBeDisabled();
});

test('C01 a valid token opens the connection, which then echoes', async ({ demo }) => {
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  await expect(demo.state).toHaveText('Connected');
  await expect(demo.connect).toBeDisabled();
  await expect(demo.disconnect).toBeEnabled();

  await demo.message.fill('hello');
  await demo.send.click();
  await expect(demo.output).toHaveText('{"msg":"hello"}');
  await expect(demo.log.locator('.sent')).toContainText(['{"token":"ebfb7ff0…"}', '{"msg":"hello"}']);
  await expect(demo.log.locator('.received')).toContainText([AUTHENTICATED_TEXT, '{"msg":"hello"}']);
});

test('C02 a wrong token ends it with 1011 and the page says Disconnected. unauthenticated', async ({
  demo,
}) => {
  await demo.preset('wrong').click();
  await demo.connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.explanation).toContainText('did not accept the token');
  await expect(demo.log.locator('.closed')).toContainText('code 1011, unauthenticated');
  await expect(demo.log.locator('.received')).toHaveCount(0);
  await expect(demo.send).toBeDisabled();
});

test('C02 an empty token ends the same way', async ({ demo }) => {
  await demo.preset('empty').click();
  await expect(demo.token).toHaveValue('');
  await demo.connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.log.locator('.closed')).toContainText('code 1011, unauthenticated');
});

test('C28 after a refusal the page comes back only when asked, and says so', async ({ page, demo }) => {
  await page.clock.install();
  const opened: string[] = [];
  page.on('websocket', (socket) => opened.push(socket.url()));

  await demo.token.fill('not the token');
  await demo.connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.retry).toHaveText(/^The page does not try again by itself: .*decision/);
  await page.clock.runFor('10:00');
  await demo.preset('valid').click();
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  expect(opened).toHaveLength(2);
});

test('the pressed preset is the one that fills the field', async ({ page, demo }) => {
  const pressed = page.getByRole('group', { name: 'Fill in a token' }).getByRole('button', { pressed: true });
  await expect(pressed).toHaveText('valid');
  await demo.preset('wrong').click();
  await expect(pressed).toHaveText('wrong');
  await demo.token.fill('my own');
  await expect(pressed).toHaveCount(0);
  await demo.preset('valid').click();
  await expect(demo.token).toHaveValue(DEMO_TOKEN);
});

test('the token is left nowhere: not in the log, the address, cookies or storage', async ({
  page,
  demo,
  lab,
}) => {
  let socketUrl = '';
  page.on('websocket', (socket) => {
    socketUrl = socket.url();
  });
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);

  await expect(demo.log).toContainText('ebfb7ff0…');
  await expect(demo.log).not.toContainText(DEMO_TOKEN);
  expect(socketUrl).toMatch(new RegExp(`^${lab.urls.webSocket}\\?trace=[\\da-f]{32}$`));
  expect(page.url()).toBe(lab.urls.page);
  expect(await page.context().storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});
