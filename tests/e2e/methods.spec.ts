/** The methods page in a real browser: all eleven methods, what the browser is asked, and the page itself. */
import { readFile } from 'node:fs/promises';
import { methodIds, methods } from '../../protocol/methods.ts';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { accessibilityFindings } from './axe.ts';
import { openComparison, test } from './comparison.ts';
import { expect, failedHandshake } from './fixtures.ts';

// A run asks for three passwords, and checking one is slow on purpose.
test.describe.configure({ timeout: 60_000 });

const throughPage = methodIds.filter((id) => id !== 'bearer-header' && id !== 'client-certificate');

test('what a run of all methods shows: of each method, of this browser beside three others, and in a report', async ({
  comparison,
  complaints,
}) => {
  complaints.expect(failedHandshake);
  const { page } = comparison;
  await expect(comparison.cell('first-message', 'Valid credential')).toContainText('not run yet');
  const save = page.getByRole('button', { name: 'Download as JSON' });
  await expect(save).toBeDisabled();
  const differing = page.getByRole('table', { name: 'Where engines differ' });
  const unselected = differing.getByRole('row', { name: /^What if the server selects none/ });
  await expect(unselected.getByRole('cell')).toHaveText([
    'the connection fails',
    'the connection opens',
    'the connection opens',
    'not run yet',
  ]);
  await expect(comparison.probe('redirect')).toHaveText('needs a second server');
  await page.getByText(/more questions, on which all three agree/).click();
  const agreed = page.getByRole('table', { name: 'Where engines agree' });
  await expect(agreed.getByRole('row', { name: /401/ }).first()).toBeVisible();
  await comparison.runAll();

  await test.step('C23 what a page can do lets the valid credential in and no other, whichever way it travels', async () => {
    for (const id of throughPage) {
      await expect.soft(comparison.cell(id, 'Valid credential'), id).toContainText('✓ let in');
      await expect.soft(comparison.cell(id, 'Valid credential'), id).toContainText('user alice');
      await expect.soft(comparison.cell(id, 'This browser'), id).toContainText('✓ yes');
    }
    for (const id of methodIds) {
      await expect.soft(comparison.cell(id, 'Invalid credential'), id).toContainText('✓ refused');
    }
    const firstMessage = comparison.cell('first-message', 'Invalid credential');
    await expect(firstMessage).toContainText('page: 1011, unauthenticated');
  });
  await test.step('C20 the password in the URL is sent after a challenge only, kept, and sent again unasked', async () => {
    await expect(comparison.cell('basic', 'Valid credential')).toContainText('HTTP 401, then HTTP 101');
    await expect(comparison.probe('sent, the first time')).toContainText('only after a 401');
    await expect(comparison.probe('remember the password')).toContainText('yes');
    await expect(comparison.probe('other paths of the same folder')).toContainText('yes');
  });
  await test.step('C21 there is no place for a header: the page is refused and the row says why', async () => {
    await expect(comparison.cell('bearer-header', 'This browser')).toContainText('✗ no');
    await expect(comparison.cell('bearer-header', 'Valid credential')).toContainText('no way for a page');
    await expect(comparison.cell('bearer-header', 'Invalid credential')).toContainText(
      'no Authorization header',
    );
    await expect(comparison.probe('set a header')).toContainText('SyntaxError');
  });
  await test.step('C22 without a certificate not even a request arrives, and the page is told 1006', async () => {
    const cell = comparison.cell('client-certificate', 'Invalid credential');
    await expect(cell).toContainText('page: 1006, no reason');
    await expect(cell).toContainText('server: no request arrived');
  });
  await test.step('C25 a subprotocol may hold no padding, and a server that selects none fails the connection', async () => {
    await expect(comparison.cell('subprotocol', 'Valid credential')).toContainText('protocol lab.v1');
    await expect(comparison.probe('Which subprotocols')).toContainText('= { } space tab é');
    await expect(comparison.probe('selects none')).toContainText(
      'The server said 101, the page was told 1006',
    );
  });
  await test.step('C20 C25 what three engines answered stands beside what this browser answers', async () => {
    await expect(unselected.getByRole('cell').last()).toContainText('the connection fails');
    await expect(agreed.getByText('not run yet')).toHaveCount(0);
  });
  await test.step('the report is dated, names the browser, and holds every result and no credential', async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), save.click()]);
    const text = await readFile(await file.path(), 'utf8');
    const report = JSON.parse(text);
    expect(Object.keys(report.methods)).toEqual(methodIds);
    expect(report.userAgent).toContain('Chrome');
    expect(Date.parse(report.at)).not.toBeNaN();
    expect(report.methods['query-token'].invalid).toMatchObject({ accepted: false, page: '1006, no reason' });
    expect(report.probes.length).toBeGreaterThanOrEqual(10);
    expect(text).not.toMatch(/ebfb7ff0-|rabbit-hole|eyJ/);
  });
  await test.step('C19 a refusal in the upgrade is 401 for the server and a bare 1006 for the page', async () => {
    for (const id of ['query-token', 'query-ticket', 'subprotocol', 'basic'] as const) {
      const cell = comparison.cell(id, 'Invalid credential');
      await expect(cell, id).toContainText('page: 1006, no reason');
      await expect(cell, id).toContainText(/server: .*HTTP 401, credential not accepted/);
    }
    // Its session is alive; only the proof is forged.
    const cookie = comparison.cell('cookie', 'Invalid credential');
    await expect(cookie).toContainText('page: 1006, no reason');
    await expect(cookie).toContainText('server: HTTP 403, no CSRF token of this session');
    const panel = await comparison.open('query-token');
    await panel.getByRole('button', { name: 'unknown token' }).click();
    const rows = panel.getByRole('list', { name: 'On the wire' });
    await expect(rows.getByRole('button', { name: /refused: 401 Unauthorized/ })).toBeVisible();
    await expect(rows.getByRole('button', { name: /1006, no reason/ })).toBeVisible();
  });
  await test.step('nothing is cut off from 360 px to a projector, and no text is smaller than 16 px', async () => {
    await comparison.open('basic');
    for (const width of [360, 390, 768, 1120, 1280, 1920]) {
      await page.setViewportSize({ width, height: 844 });
      const found = await page.evaluate(() => {
        const elements = [
          ...document.querySelectorAll<HTMLElement>('body, body :not(svg, svg *, thead, thead *)'),
        ];
        return {
          cutOff: elements
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1 && clientWidth > 0)
            .map((element) => element.outerHTML.slice(0, 80)),
          small: elements
            .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 16)
            .map((element) => element.outerHTML.slice(0, 80)),
        };
      });
      expect(found, `${width} px`).toEqual({ cutOff: [], small: [] });
    }
  });
  await test.step('axe finds nothing, as table and as cards', async () => {
    await page.setViewportSize({ width: 1280, height: 844 });
    const panel = await comparison.open('token-refresh');
    const exhibit = panel.locator('[data-attack="beyond-permission"]');
    await exhibit.getByRole('button', { name: 'weak twin' }).click();
    await exhibit.getByText('What makes the difference').click();
    await expect(exhibit.locator('.verdict').first()).toContainText('The attack succeeded');
    expect(await accessibilityFindings(page), 'opened').toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await accessibilityFindings(page), 'cards').toEqual([]);
  });
});

test('three questions are answered with rows of the document, and a method can be taken along', async ({
  comparison,
  context,
}) => {
  const { page } = comparison;
  await page.getByText('Which one for me?').click();
  await page.getByLabel('What matters most?').selectOption({ index: 2 });
  const answer = page.locator('.guide-answer');
  // A page cannot set the header that the row names first.
  await expect(answer.locator('.verdict')).toHaveText('What fits all of it: query-ticket, cookie.');
  await page.getByLabel('Where is the server?').selectOption({ index: 1 });
  await expect(answer.locator('.verdict')).toHaveText('What fits all of it: cookie.');
  await expect(answer.getByRole('row')).toHaveCount(3);
  expect(await accessibilityFindings(page)).toEqual([]);

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const take = (await comparison.open('query-ticket')).locator('.take');
  await take.getByText('In a terminal').click();
  await take.getByRole('button', { name: 'Copy: curl' }).click();
  await expect(take.getByRole('status').filter({ hasText: 'Copied.' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    '/ws/query-ticket?ticket=$ticket',
  );
  await take.getByText('The code, as it runs here').click();
  await expect(take.getByText('export const queryTicket: PageMethod')).toBeVisible();
  await expect(take.getByRole('button', { name: 'Copy: server/methods/query-ticket.ts' })).toBeVisible();
  expect(await accessibilityFindings(page)).toEqual([]);

  await take.getByRole('link', { name: 'query-ticket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('query-ticket');
  await page
    .getByRole('link', { name: 'Which method?' })
    .or(page.getByRole('link', { name: 'Documents' }))
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible();
  expect(await accessibilityFindings(page)).toEqual([]);
});

test('a row opens by keyboard and by its own link, runs at once, and shuts again', async ({ comparison }) => {
  const { page } = comparison;
  await page.locator('#first-message').focus();
  await page.keyboard.press('Enter');
  const rows = page.getByRole('list', { name: 'On the wire' });
  await expect(rows.getByRole('button', { name: /101 Switching Protocols/ })).toBeVisible();
  await expect(comparison.cell('first-message', 'Valid credential')).toContainText('✓ let in');
  expect(new URL(page.url()).hash).toBe('#first-message');
  await page.reload();
  await expect(page.locator('#first-message')).toHaveAttribute('aria-expanded', 'true');
  await page.locator('#first-message').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.panel-pair')).toHaveCount(0);
});

test('a page whose first question had no answer asks again, and is none the poorer for it', async ({
  page,
  lab,
  complaints,
}) => {
  complaints.expect(/^Failed to load resource: .*\/api\/lab\)$/);
  let questions = 0;
  await page.route('**/api/lab', (route) => (++questions <= 2 ? route.abort() : route.continue()));
  await page.goto(new URL('methods', lab.urls.page).href);
  await expect(page.locator('#progress')).toHaveText(/The server does not answer\. This page asks again/);
  await expect(page.locator('#endpoint')).toHaveText('11 of 11 methods served');
  await expect(page.locator('#progress')).toHaveText('');
  questions = 0;
  await page.goto(new URL('board', lab.urls.page).href);
  await expect(page.locator('#stream')).toHaveText(/The server does not answer/);
  await expect(page.locator('#stream')).toHaveText('Live, twice a second.');
});

test('the pages lead to each other', async ({ comparison }) => {
  const { page } = comparison;
  await page.getByRole('link', { name: 'Demo' }).click();
  await expect(page.getByLabel('Token', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Methods' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Eleven ways');
});

test('a method that is not served says so', async ({ page, complaints }) => {
  complaints.expect(failedHandshake);
  const settings = { port: 0, authToken: 'a'.repeat(32), method: ['query-token'] };
  const lab = createLab(settings, createLog('silent'));
  await lab.listen();
  const { cell } = await openComparison(page, lab.urls.page);
  await expect(cell('cookie', 'This browser')).toHaveText('not served here');
  await expect(cell('query-token', 'This browser')).toHaveText(
    `in general: ${methods['query-token'].browsers}`,
  );
  await expect(page.locator('#endpoint')).toHaveText('2 of 11 methods served');
  await lab.close();

  const introspectionSecret = 'i'.repeat(32);
  const asking = createLab(
    { port: 0, demo: true, authServer: 'https://localhost:1', introspectionSecret },
    createLog('silent'),
  );
  await asking.listen();
  const { open } = await openComparison(page, asking.urls.page);
  await expect(await open('proof-message')).toContainText('Not served with an auth server elsewhere');
  await asking.close();
});
