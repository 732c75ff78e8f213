import { accessibilityFindings } from './axe.ts';
import { openComparison, test } from './comparison.ts';
import { expect, failedHandshake } from './fixtures.ts';

// A run asks for three passwords, and checking one is slow on purpose.
test.describe.configure({ timeout: 60_000 });

test('C27 a token’s life: it counts down, is renewed, and allows no more than it says', async ({
  comparison,
}) => {
  const { page } = comparison;
  await page.clock.install();
  await comparison.open('token-refresh');
  const life = page.getByRole('region', { name: 'A token’s life' });
  const answers = life.getByRole('list', { name: 'Answers of the server' }).getByRole('listitem');
  const press = (name: string) => life.getByRole('button', { name, exact: true }).click();

  await press('Connect');
  await expect(answers.last()).toContainText('"type":"authenticated","user":"alice"');
  await life.getByText('The access token, decoded').click();
  await expect(life.getByText('"sub": "alice"')).toBeVisible();
  await press('echo');
  await expect(answers.last()).toHaveText('←{"type":"echo","msg":"hello"}');
  await press('shout');
  await expect(answers.last()).toHaveText('←{"type":"shout","msg":"HELLO"}');
  await press('admin');
  await expect(answers.last()).toHaveText('←{"type":"error","error":"forbidden","permission":"admin"}');

  await page.clock.fastForward(20_000);
  await expect(life).toContainText(/(39|3\d) s left of this token/);
  await press('Renew');
  await expect(answers.last()).toContainText('"type":"refreshed"');
  await expect(life).toContainText(/5\d s left of this token/);
});

test('C17 C18 the same copy from the access log works for a token; with a ticket it does not', async ({
  comparison,
}) => {
  const panel = await comparison.open('query-token');
  const exhibit = panel.getByRole('group', { name: 'Play log-replay' });
  const verdicts = panel.locator('.exhibit .verdict');
  // Both at once, and from another tab as well: each press gets its own result.
  const { page } = comparison;
  const other = await page.context().newPage();
  await other.goto(page.url());
  const buttons = [
    exhibit.getByRole('button', { name: 'weak twin' }),
    exhibit.getByRole('button', { name: 'with the fix' }),
    other.locator('[data-attack="log-replay"]').getByRole('button', { name: 'with the fix' }),
  ];
  for (const button of buttons) await button.click();
  await expect(verdicts.first()).toHaveText(/^✗ The attack succeeded\. The token from the log opened/, {
    // Three presses are played one after the other.
    timeout: 20_000,
  });
  await expect(verdicts.last()).toHaveText(/^✓ The attack failed\. The ticket .* already: HTTP 401\.$/);
  const elsewhere = other.locator('[data-attack="log-replay"] .verdict').last();
  await expect(elsewhere).toHaveText(/^✓ The attack failed\. The ticket/);
  const rows = panel.getByRole('list', { name: 'log-replay, on the weak twin' }).getByRole('button');
  await expect(rows).toHaveCount(8);
  await other.goto(page.url().replace(/methods.*/, 'attack#log-replay&pace=step'));
  await expect(other.locator('#caption-sentence')).toHaveText(/^The access log keeps/);
  await expect(async () => {
    await other.keyboard.press('PageDown');
    await expect(other.locator('#caption-sentence')).toHaveText(/^✗ The attack succeeded/, { timeout: 100 });
  }).toPass();
  await other.keyboard.press('PageDown');
  await expect(other.locator('#stage-title')).toHaveText('log-replay, with the fix');
  await expect(other.locator('html')).toHaveAttribute('data-run', 'running');
  expect(await accessibilityFindings(other)).toEqual([]);
  await other.close();
});

test('C08 C11 C12 what no method stops is played below the table, at both positions', async ({
  comparison,
}) => {
  const { page } = comparison;
  const everyMethod = page.getByRole('region', { name: 'Whichever method you choose' });
  for (const name of ['markup', 'tunnel', 'tap']) {
    const exhibit = everyMethod.locator('.exhibit').filter({ hasText: `The attack: ${name}` });
    await exhibit.getByRole('button', { name: 'weak twin' }).click();
    await exhibit.getByRole('button', { name: 'with the fix' }).click();
    await expect(exhibit.locator('.verdict').first()).toHaveText(/^✗ The attack succeeded\./);
    await expect(exhibit.locator('.verdict').last()).toHaveText(/^✓ The attack failed\./);
  }
});

test('without exhibits a sentence stands in for the switch', async ({ page, lab, complaints }) => {
  complaints.expect(failedHandshake);
  const { open } = await openComparison(page, lab.urls.page);
  const panel = await open('cookie');
  await expect(panel.locator('.exhibit')).toContainText('The exhibits are not running here');
  await expect(page.getByRole('group', { name: /^Play/ })).toHaveCount(0);
});

test('C34 the page’s key is kept, is read by no script, and lets in where a stolen token does not', async ({
  comparison,
  exhibitLab,
}) => {
  const { page } = comparison;
  /** The key that the browser keeps: whether a script may read it, and its public part. */
  const readKey = () =>
    page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opened = indexedDB.open('websocket-auth-lab');
          opened.onsuccess = () => {
            const asked = opened.result.transaction('keys').objectStore('keys').get('proof');
            asked.onsuccess = async () => {
              const { privateKey, publicKey } = asked.result;
              const read = await crypto.subtle.exportKey('jwk', privateKey).catch(({ name }) => name);
              const { x } = await crypto.subtle.exportKey('jwk', publicKey);
              opened.result.close();
              resolve({ read, x });
            };
          };
          opened.onerror = reject;
        }),
    );
  const panel = await comparison.open('proof-message');
  await expect(comparison.cell('proof-message', 'Valid credential')).toContainText('✓ let in');
  const rows = panel.getByRole('list', { name: 'On the wire' });
  await expect(rows.getByRole('button', { name: /challenge/ }).first()).toBeVisible();
  const key = await readKey();
  expect(key).toMatchObject({ read: 'InvalidAccessError' });
  await panel.getByRole('button', { name: 'good token, key of somebody else' }).click();
  const invalid = comparison.cell('proof-message', 'Invalid credential');
  await expect(invalid).toContainText('page: 3000, unauthorized');
  const life = page.getByRole('region', { name: 'A token’s life' });
  const answers = life.getByRole('list', { name: 'Answers of the server' }).getByRole('listitem');
  await life.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(answers.last()).toContainText('"type":"authenticated","user":"alice"');
  await life.getByRole('button', { name: 'Renew' }).click();
  await expect(answers.last()).toContainText('"type":"refreshed"');
  await openComparison(page, exhibitLab.urls.page);
  expect(await readKey(), 'after a reload it is the same').toEqual(key);
});
