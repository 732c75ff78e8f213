import { NOT_JSON_EXAMPLE } from '../../protocol/messages.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('by hand: what is sent, when, and as what, and every ending that a story has', async ({
  page,
  demo,
}) => {
  await page.getByText('By hand', { exact: true }).click();
  const messages = page.getByLabel('Messages, one a line');
  const kind = page.getByLabel('Send as');
  const connect = demo.button('Connect, then send');
  await expect(page.locator('.demo-users')).toContainText('alice, password rabbit-hole');
  expect(await accessibilityFindings(page)).toEqual([]);

  // The token, and in the same moment a message: as in "message too early".
  await messages.fill(`${await messages.inputValue()}\n{"msg":"me first"}`);
  await connect.click();
  await expect(demo.output).toHaveText('{"msg":"me first"}');
  await messages.fill('{"msg":"by hand"}');
  await demo.button('Send now').click();
  await expect(demo.output).toHaveText('{"msg":"by hand"}');
  // Who is in is not let go for bytes without a word.
  await kind.selectOption('binary');
  await demo.button('Send now').click();
  await expect(demo.output).toHaveText('Disconnected. text messages only');
  await expect(page.getByRole('button', { name: /client to server: binary frame, 17 bytes/ })).toBeVisible();

  // As first message, bytes are no token, whatever is in them.
  await messages.fill('{"token":"ebfb7ff0-b2f6-41c8-bef3-4fba17be410c"}');
  await connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await kind.selectOption('text');
  await messages.fill(NOT_JSON_EXAMPLE);
  await connect.click();
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');

  // Later, but in time.
  await messages.fill('{"token":"ebfb7ff0-b2f6-41c8-bef3-4fba17be410c"}');
  await page.getByLabel('Seconds after the WebSocket opens').fill('1');
  await connect.click();
  await expect(demo.state).toHaveText('Authenticating');
  await expect(demo.state).toHaveText('Connected');
});
