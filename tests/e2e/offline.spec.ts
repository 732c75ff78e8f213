/** A page whose network is gone. A file of its own, since the browser is started with a name for the server. */
import { findChromium } from '../../scripts/support/find-chromium.ts';
import { expect } from './fixtures.ts';
import { openWithClock, stopClock, test } from './restarting.ts';

const chromium = await findChromium();
// To reach localhost no network is needed, so the page would not wait for one.
test.use({
  launchOptions: { ...chromium, args: [...chromium.args, '--host-resolver-rules=MAP lab.example 127.0.0.1'] },
});

test('C28 without a network the page waits until it is back, and tries nothing before', async ({
  page,
  context,
  server,
  attempts,
}) => {
  await server.start();
  const demo = await openWithClock(page, server.page.replace('localhost', 'lab.example'));
  await demo.connect.click();
  await expect(demo.state).toHaveText('Connected');
  await stopClock(page);
  await context.setOffline(true);
  await server.stop();
  await expect(demo.retry).toHaveText('Connection lost. Waiting for the network (attempt 1).');
  await server.start();
  await page.clock.runFor('10:00');
  expect(attempts).toHaveLength(1);
  await context.setOffline(false);
  await expect(demo.retry).toHaveText('Connection lost. Trying again in 1 s (attempt 1).');
  await page.clock.runFor(500);
  await expect(demo.state).toHaveText('Connected');
  expect(attempts).toHaveLength(2);
});
