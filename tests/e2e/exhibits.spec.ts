/** The attacks that need a browser, in one: real pages of real other origins, and what the browser adds by itself. */
import type { BrowserContext, Page } from '@playwright/test';
import { attacker } from '../../client/words/it/attacker.ts';
import { html } from '../../client/words/it/html.ts';
import { payloads } from '../../protocol/payloads.ts';
import { accessibilityFindings } from './axe.ts';
import { test as base, expect, failedHandshake } from './fixtures.ts';

interface Origins {
  /** The attacker's site, on another port of the victim's host. */
  readonly otherPort: string;
  /** The attacker's site, at a host below the victim's. */
  readonly below: string;
  /** The attacker's site, on another site. */
  readonly otherSite: string;
  /** The real server's methods. */
  method(id: string): string;
}

const test = base.extend<{ origins: Origins }>({
  origins: async ({ exhibitLab: { urls } }, use) => {
    const { port } = new URL(urls.exhibits ?? '');
    await use({
      otherPort: `https://localhost:${port}`,
      below: `https://attacker.lab.localhost:${port}`,
      otherSite: `https://attacker.localhost:${port}`,
      method: (id) => urls.page.replace(/^https(.*)\/$/, `wss$1/ws/${id}`),
    });
  },
});

test.beforeEach(({ complaints }) => complaints.expect(failedHandshake));

/** Goes through the link to the victim's page, in a tab of its own, and does there what victims do. */
async function beTheVictim(context: BrowserContext, page: Page, button: string, says: string): Promise<void> {
  const [tab] = await Promise.all([context.waitForEvent('page'), page.locator('#victim').click()]);
  await tab.getByRole('button', { name: button }).click();
  await expect(tab.locator('#verdict')).toHaveText(says);
  await tab.close();
}

async function press(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
}

const theEcho = '{"msg":"what does alice see?"}';

for (const place of ['otherPort', 'below'] as const) {
  const where = place === 'otherPort' ? 'another port' : 'a host below';

  test(`C14 a page of ${where} reads the victim's echo when only the cookie is asked for`, async ({
    page,
    context,
    origins,
  }) => {
    await page.goto(`${origins[place]}/hijack`);
    await beTheVictim(context, page, 'Sign in as Alice', 'You are signed in as Alice.');
    await press(page, 'Attack with both checks off');
    await expect(page.locator('#verdict')).toHaveText('The attacker is in, and speaks as Alice.');
    await expect(page.locator('#wire')).toHaveText(theEcho);
  });

  test(`C15 each check alone keeps a page of ${where} out, and both together`, async ({
    page,
    context,
    origins,
  }) => {
    await page.goto(`${origins[place]}/hijack`);
    await press(page, 'Attack with the Origin check on');
    await expect(page.locator('#verdict')).toHaveText('Nobody is signed in.');
    await beTheVictim(context, page, 'Sign in as Alice', 'You are signed in as Alice.');
    for (const [button, path, status] of [
      ['Attack with the Origin check on', '/hijack/origin', 403],
      ['Attack with the CSRF token on', '/hijack/csrf', 403],
      ['Attack with both on', '/hijack/both', 403],
    ] as const) {
      await press(page, button);
      await expect(page.locator('#wire')).toContainText(`"GET ${path} HTTP/1.1" ${status} -`);
      await expect(page.locator('#verdict')).toHaveText('The attacker was kept out.');
      await expect(page.locator('#words')).toContainText('close code 1006');
    }
  });
}

test('C16 a page of another site gets no cookie out of the browser', async ({ page, context, origins }) => {
  await page.goto(`${origins.otherSite}/hijack`);
  await beTheVictim(context, page, 'Sign in as Alice', 'You are signed in as Alice.');
  await press(page, 'Attack with both checks off');
  await expect(page.locator('#verdict')).toHaveText('The attacker was kept out.');
  await expect(page.locator('#wire')).toContainText('"GET /hijack HTTP/1.1" 401 -');
});

test('C15 the real server keeps the page out, whatever subprotocol it offers', async ({
  page,
  context,
  origins,
}) => {
  await page.goto(`${origins.otherPort}/hijack`);
  await beTheVictim(context, page, 'Sign in as Alice', 'You are signed in as Alice.');
  // There, too: the cookie of the twins is none of the real server's.
  const data = { user: 'alice', password: 'rabbit-hole' };
  const signIn = origins.method('cookie').replace(/^wss(.*)\/ws\/cookie$/, 'https$1/auth/session');
  expect((await context.request.post(signIn, { data })).status()).toBe(200);
  for (const protocols of [[], ['lab.v1'], ['lab.v1', 'csrf.guessed']]) {
    const code = await page.evaluate(
      ([url, offered]) =>
        new Promise<number>((resolve) => {
          const socket = new WebSocket(url, offered);
          socket.addEventListener('close', (event) => resolve(event.code));
          socket.addEventListener('open', () => resolve(0));
        }),
      [origins.method('cookie'), protocols] as const,
    );
    expect(code).toBe(1006);
  }
});

test('C20 a page of another port rides on the password that the browser has cached, unless Origin is checked', async ({
  page,
  context,
  origins,
}) => {
  await page.goto(`${origins.otherPort}/cached-basic`);
  await press(page, 'Attack with the Origin check off');
  await expect(page.locator('#wire')).toContainText('"GET /cached-basic HTTP/1.1" 401 -');
  await expect(page.locator('#verdict')).toHaveText('Nobody has connected with a password.');

  await beTheVictim(context, page, 'Connect with user and password', 'You were connected as Alice.');
  await press(page, 'Attack with the Origin check off');
  await expect(page.locator('#verdict')).toHaveText('The attacker is in, and speaks as Alice.');
  await expect(page.locator('#wire')).toHaveText(theEcho);

  await press(page, 'Attack with the Origin check on');
  await expect(page.locator('#wire')).toContainText('"GET /cached-basic/fixed HTTP/1.1" 403 -');
  await expect(page.locator('#verdict')).toHaveText('The attacker was kept out.');
});

test('C07 received markup runs on a page that pastes it, and stands on ours as text', async ({
  page,
  origins,
}) => {
  await page.goto(`${origins.otherPort}/markup`);
  // A second press begins anew.
  for (let pressed = 0; pressed < 2; pressed++) {
    await press(page, 'Send the texts');
    const ours = page.getByRole('list', { name: 'Received' });
    await expect(ours.locator('li')).toHaveCount(payloads.length);
    await expect(ours).toContainText('<img src=data:, onerror=');
    await expect(ours.locator('.text *')).toHaveCount(0);
    await expect(page.locator('#ours-outcome')).toHaveText(`✓ Ran none of ${payloads.length} texts.`);

    const naive = page.frameLocator('#naive');
    await expect(page.locator('#naive-outcome')).toHaveText(
      /^✗ Ran 2 of \d+ texts: .*(image.*drawing|drawing.*image)/,
    );
    await expect(naive.locator('body')).toHaveCSS('background-color', 'rgb(179, 38, 30)');
    await expect(naive.locator('img, svg > svg')).toHaveCount(2);
  }
  expect(await accessibilityFindings(page)).toEqual([]);
});

test('C07 the naive page has an origin that is no one’s, in its frame and opened by itself', async ({
  page,
  origins,
}) => {
  await page.goto(`${origins.otherPort}/markup`);
  const [, framed] = page.frames();
  expect(await framed?.evaluate(() => origin)).toBe('null');
  await page.goto(`${origins.otherPort}/naive-page`);
  expect(await page.evaluate(() => origin)).toBe('null');
});

test('the pages of the attacker speak the language that leads to them, and lead on in it', async ({
  page,
  origins,
}) => {
  const lab = origins.method('cookie').replace(/^wss(.*)\/ws\/cookie$/, 'https$1');
  await page.goto(`${origins.otherPort}/hijack#lang=it`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(html.attacker.title);
  await press(page, html.hijack.neither);
  await expect(page.locator('#verdict')).toHaveText(attacker.nobodyThere.hijack.verdict);
  await expect(page.locator('#victim')).toHaveAttribute('href', /\/#lang=it$/);
  expect(await accessibilityFindings(page)).toEqual([]);
  // From here on the choice is kept, as on the pages of the lab.
  await page.goto(origins.otherPort);
  await expect(page.getByRole('link', { name: html.exhibits.lab })).toHaveAttribute(
    'href',
    `${lab}/#lang=it`,
  );
  const document = page.locator('[data-attack="hijack"]').getByRole('link', { name: 'cookie' });
  await expect(document).toHaveAttribute('href', `${lab}/docs/methods/cookie#the-attack`);
});

test('C31 the page of channels plays the attacks on them, and has its place for who comes back from the stage', async ({
  page,
  origins,
}) => {
  const lab = origins.method('cookie').replace(/^wss(.*)\/ws\/cookie$/, 'https$1');
  await page.goto(`${lab}/attack#beyond-capability`);
  await expect(page.locator('#caption')).toContainText('With a token for room:1, bob read what alice said');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Attacks', exact: true })).toBeInViewport();
  await expect(page.locator('#attacks [data-attack]')).toHaveCount(5);
  const card = page.locator('[data-attack="beyond-capability"]');
  await card.getByRole('button', { name: 'Play with the fix' }).click();
  await expect(card.getByRole('status').last()).toHaveText(
    /^✓ The attack failed\. .* subscribe:room:10 is missing/,
  );
  await card.getByText('What makes the difference').click();
  await expect(card.locator('.difference [data-side="weak"]').first()).toContainText('function covers(');
  expect(await accessibilityFindings(page)).toEqual([]);
});

test('the list plays an attack at both positions, draws it, and shows which lines of code make the difference', async ({
  page,
  origins,
}) => {
  await page.goto(origins.otherPort);
  const card = page.locator('[data-attack="early-message"]');
  await card.getByRole('button', { name: 'Play on the weak twin' }).click();
  await expect(card.getByRole('status').first()).toHaveText(/^✗ The attack succeeded\. The server acted on/);
  await card.getByRole('button', { name: 'Play with the fix' }).click();
  await expect(card.getByRole('status').last()).toHaveText(
    /^✓ The attack failed\. The server acted on nothing/,
  );
  const rows = card.getByRole('list', { name: 'early-message, with the fix' }).getByRole('button');
  await expect(rows).toHaveCount(4);
  await expect(rows.last()).toHaveAccessibleName(
    /^\d\.\d\d seconds, server to attacker: close frame, close 3000/,
  );
  await card.getByText('What makes the difference').click();
  await expect(card.locator('.difference [data-side="weak"]').first()).toContainText(
    "webSocket.on('message'",
  );
});
