/** What the page does about a connection that is gone. */
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, openDemo } from './fixtures.ts';
import { openWithClock, stopClock, test } from './restarting.ts';

test('C28 the server restarts: the page says so, waits, and comes back by itself with a fresh ticket', async ({
  page,
  server,
  attempts,
  complaints,
}) => {
  // The server that starts has no session any more.
  complaints.expect(/401 .*\/auth\/session\)$/);
  await server.start();
  const demo = await openWithClock(page, server.page);
  await demo.preset('fresh ticket').click();
  await expect(demo.token).toHaveValue(/^[\w-]{43}$/);
  const ticket = await demo.token.inputValue();
  await demo.connect.click();
  await expect(demo.explanation).toContainText('Authenticated as alice');
  await stopClock(page);

  await server.stop();
  await expect(demo.output).toHaveText('Disconnected. server shutting down');
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 1 s (attempt 1).');
  await expect(demo.state).toHaveText('Reconnecting');
  await expect(demo.send).toBeDisabled();
  await server.start();
  await page.clock.runFor(499);
  expect(attempts).toHaveLength(1);
  await page.clock.runFor(1);

  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  await expect(demo.state).toHaveText('Connected');
  await expect(demo.retry).toHaveText('The connection is back.');
  expect(attempts).toHaveLength(2);
  await expect(demo.token).toHaveValue(/^[\w-]{43}$/);
  expect(await demo.token.inputValue()).not.toBe(ticket);
  await demo.message.fill('still me');
  await demo.send.click();
  await expect(demo.output).toHaveText('{"msg":"still me"}');
  await page.clock.resume();
  await expect(page.getByRole('button', { name: /after a pause, attempt 1 to come back$/ })).toHaveCount(1);
});

test('C28 attempts that fail wait longer each time; a person can cut that short, and stop it', async ({
  page,
  server,
  attempts,
}) => {
  await server.start();
  const demo = await openWithClock(page, server.page);
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  await stopClock(page);
  await server.stop();

  await expect(demo.retry).toHaveText('Connection lost. Trying again in 1 s (attempt 1).');
  await page.clock.runFor(500);
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 1 s (attempt 2).');
  await page.clock.runFor(1000);
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 2 s (attempt 3).');
  await page.clock.runFor(1000);
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 1 s (attempt 3).');
  await demo.button('Try now').click();
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 4 s (attempt 4).');
  await expect(demo.output).toHaveText('Disconnected. server shutting down');
  expect(attempts).toHaveLength(4);

  await demo.button('Stop trying').click();
  await expect(demo.retry).toHaveText('You stopped it. The page does not try again by itself.');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.connect).toBeFocused();
  await expect(demo.button('Try now')).toBeHidden();
  await page.clock.runFor('10:00');
  await server.start();
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  expect(attempts).toHaveLength(5);
});

test('C28 Disconnect ends it, too, and what was typed and where the person was is not touched', async ({
  page,
  server,
  attempts,
}) => {
  await server.start();
  const demo = await openWithClock(page, server.page);
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await demo.message.fill('half a sen');
  await stopClock(page);
  await server.stop();
  await expect(demo.state).toHaveText('Reconnecting');
  await expect(demo.message).toBeFocused();
  await expect(demo.message).toHaveValue('half a sen');
  await demo.disconnect.click();
  await expect(demo.state).toHaveText('Disconnected');
  await page.clock.runFor('10:00');
  await server.start();
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  expect(attempts).toHaveLength(2);
});

test('C28 a server that comes back and does not know the token any more ends it', async ({
  page,
  server,
  attempts,
}) => {
  await server.start();
  const demo = await openWithClock(page, server.page);
  await demo.connect.click();
  await expect(demo.output).toHaveText(AUTHENTICATED_TEXT);
  await stopClock(page);
  await server.stop();
  await expect(demo.state).toHaveText('Reconnecting');
  await server.start({ demo: false, authToken: 'k'.repeat(32) });
  await page.clock.runFor(500);
  await expect(demo.output).toHaveText('Disconnected. unauthenticated');
  await expect(demo.state).toHaveText('Disconnected');
  await expect(demo.retry).toHaveText(/^The page does not try again by itself: .*decision/);
  await page.clock.runFor('10:00');
  await demo.connect.click();
  await expect(demo.state).toHaveText('Disconnected');
  await expect.poll(() => attempts.length).toBe(3);
});

test('C28 a full server is asked again when it says so, not earlier', async ({
  page,
  server,
  attempts,
  context,
}) => {
  await server.start({ maxConnections: 1, maxConnectionsPerAddress: 0, maxUnauthenticated: 0 });
  const other = await context.newPage();
  const first = await openDemo(other, server.page);
  await first.connect.click();
  await expect(first.state).toHaveText('Connected');

  const demo = await openWithClock(page, server.page);
  await stopClock(page);
  await demo.connect.click();
  await expect(demo.output).toHaveText('Error: the connection could not be opened.');
  await expect(demo.explanation).toHaveText(/^The server refused the handshake with HTTP 503\. .*full/);
  await expect(demo.retry).toHaveText('Not connected. Trying again in 6 s (attempt 1).');
  await first.disconnect.click();
  await expect(first.state).toHaveText('Disconnected');
  await page.clock.runFor(5499);
  expect(attempts).toHaveLength(1);
  await page.clock.runFor(1);
  await expect(demo.state).toHaveText('Connected');
});

test('C28 a handshake that was refused for good is not repeated', async ({ page, server, attempts }) => {
  await server.start({ allowOrigin: ['https://elsewhere.example'] });
  const demo = await openWithClock(page, server.page);
  await demo.connect.click();
  await expect(demo.output).toHaveText('Error: the connection could not be opened.');
  await expect(demo.explanation).toHaveText(/^The server refused the handshake with HTTP 403\. /);
  await expect(demo.retry).toHaveText(/^The page does not try again by itself: .*decision/);
  await page.clock.runFor('10:00');
  await demo.connect.click();
  await expect.poll(() => attempts.length).toBe(2);
});

test('axe finds nothing while the page means to come back', async ({ page, server, attempts }) => {
  await server.start();
  const demo = await openWithClock(page, server.page);
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await stopClock(page);
  await server.stop();
  for (const attempt of [1, 2, 3, 4, 5]) {
    await expect(demo.retry).toHaveText(new RegExp(`Trying again in .*attempt ${attempt}`));
    await demo.button('Try now').click();
  }
  await expect(demo.retry).toContainText('in 16 s (attempt 6)');
  // axe waits for time to pass.
  await page.clock.resume();
  expect(attempts).toHaveLength(6);
  expect(await accessibilityFindings(page)).toEqual([]);
});
