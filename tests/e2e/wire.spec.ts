/** What the diagram tells of each story. How it is laid out at other widths is tested without a browser. */
import { createLab } from '../../server/lab/lab.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, expectRows, failedHandshake, openDemo, test } from './fixtures.ts';

const sizes = [{ width: 1280, height: 820 }];

/** The beginning of every connection over TLS. */
const handshake = [
  /client and server: TLS handshake.*, TLS 1\.3/,
  /client to server: HTTP request, GET \/ · Upgrade: websocket$/,
  /server to client: HTTP response, 101 Switching Protocols, deadline .* starts$/,
];
const token = /client to server: text frame, \d+ bytes, \{"token":".*…"\}$/;
const question = /server to auth: question to the auth server, is this token valid\?$/;
const ticketQuestion = /server to auth: question to the auth server, is this ticket valid\?$/;
const yes = /auth to server: answer of the auth server, valid, user alice, .* m?s$/;
const no = /auth to server: answer of the auth server, not valid, .* m?s$/;
const acknowledgement =
  /server to client: text frame, 27 bytes, Successfully authenticated\., deadline stops$/;
const open = /client and server: authenticated as alice, open: both may speak$/;
const echoed = (message: string) => [
  new RegExp(`client to server: text frame, .*"msg":"${message}"`),
  new RegExp(`server to client: text frame, .*"msg":"${message}"`),
];
const refused = (cause: string) => [
  new RegExp(`server: refused, ${cause}$`),
  /server to client: close frame, 17 bytes, close 1011 unauthenticated, server ends it$/,
  /client to server: close frame, 17 bytes, close 1011 unauthenticated, answers the close$/,
];
/** Both sides see it at the same moment, so either may be first. */
const end = [/TCP closed|browser/, /TCP closed|browser/];

for (const viewport of sizes) {
  test.describe(`at ${viewport.width} px`, () => {
    test.use({ viewport });

    test('C01 C03 C04 C23 a valid token: handshake, check, acknowledgement, echo', async ({ demo }) => {
      await demo.story('valid token').click();
      await expectRows(demo, [...handshake, token, question, yes, acknowledgement, open, ...echoed('hello')]);
      await expect(demo.output).toHaveText('{"msg":"hello"}');
    });

    test('C02 C13 a wrong token: encrypted, asked about, and refused', async ({ demo }) => {
      await demo.story('wrong token').click();
      await expectRows(demo, [...handshake, token, question, no, ...refused('token not accepted'), ...end]);
    });

    test('C02 no token, and no JSON: the auth server is not asked', async ({ demo }) => {
      await demo.story('no token').click();
      await expectRows(demo, [...handshake, /"msg":"hello"/, ...refused('no token'), ...end]);
      await demo.story('not JSON').click();
      await expectRows(demo, [...handshake, /let me in, please$/, ...refused('not JSON'), ...end]);
    });

    test('C03 a ticket from the auth server opens one connection, not two', async ({ demo }) => {
      await demo.story('ticket used twice').click();
      await expectRows(demo, [
        /client to auth: sign in as alice, POST \/auth\/session$/,
        /auth to client: answer of the auth server, 200: signed in as alice$/,
        /client to auth: ask for a ticket, POST \/auth\/tickets$/,
        /auth to client: answer of the auth server, 201: a ticket, good for 30 s$/,
        ...handshake,
        token,
        ticketQuestion,
        yes,
        acknowledgement,
        open,
        /client to server: close frame, .*, client ends it$/,
        /server to client: close frame, .*, answers the close$/,
        ...end,
        /connection 2$/,
        ...handshake,
        token,
        ticketQuestion,
        no,
        ...refused('ticket not accepted'),
        ...end,
      ]);
    });

    test('C23 a message right behind the token is drawn before the acknowledgement, and answered after it', async ({
      demo,
    }) => {
      await demo.story('message too early').click();
      await expect(demo.log.locator('.sent, .received')).toHaveText([
        /"token":"ebfb7ff0…"/,
        /"msg":"me first"/,
        /Successfully authenticated\.$/,
        /"msg":"me first"/,
      ]);
      await expect(demo.rows).toHaveCount(10);
      const names = await demo.rows.evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel ?? ''));
      const acknowledged = names.findIndex((name) => acknowledgement.test(name));
      const sent = names.findIndex((name) => /client to server.*me first/.test(name));
      const answered = names.findIndex((name) => /server to client.*me first/.test(name));
      expect(sent).toBeGreaterThan(0);
      expect(acknowledged).toBeGreaterThan(sent);
      expect(answered).toBeGreaterThan(acknowledged);
    });

    test('axe finds nothing with the diagram and an opened row', async ({ page, demo }) => {
      await demo.story('wrong token').click();
      await expect(demo.rows).toHaveCount(11);
      await demo.rows.nth(2).click();
      await page.getByText(/^Sec-WebSocket-Accept, computed/).click();
      await page.getByText(/header fields of this/).click();
      expect(await accessibilityFindings(page)).toEqual([]);
    });
  });
}

test.describe('with a deadline of 1.2 s', () => {
  test('silence ends at the deadline, and a token after it is worth nothing', async ({ page }) => {
    const lab = createLab({ port: 0, demo: true, logLevel: 'silent', authDeadlineMs: 1200 });
    await lab.listen();
    try {
      const demo = await openDemo(page, lab.urls.page);
      const timedOut = [
        ...handshake,
        /after 1\.\d s, server: refused, no token before the deadline$/,
        ...refused('').slice(1),
        ...end,
      ];
      await demo.story('silence').click();
      await expectRows(demo, timedOut);
      await demo.story('token sent late').click();
      await expectRows(demo, [
        ...timedOut,
        /client: seen on this side only, not sent, too late: \{"token":"ebfb7ff0…"\}$/,
      ]);
    } finally {
      await lab.close();
    }
  });
});

test('C19 a refused handshake: what the server answered stands beside the 1006 of the browser', async ({
  page,
  demo,
  complaints,
}) => {
  complaints.expect(failedHandshake);
  await page.evaluate(() => {
    const Original = WebSocket;
    // To a path that has no endpoint: refused before the 101, as a 401 would be.
    window.WebSocket = class extends Original {
      constructor(url: string | URL) {
        super(String(url).replace('/?', '/nowhere?'));
      }
    };
  });
  await demo.connect.click();
  await expectRows(demo, [
    /TLS handshake/,
    /GET \/nowhere · Upgrade: websocket$/,
    /server to client: HTTP response, refused: 404 Not Found$/,
    /TCP|browser/,
    /TCP|browser: 1006, no reason$/,
  ]);
  await demo.rows.nth(2).click();
  await expect(demo.detail).toContainText(
    'before any WebSocket exists, and the browser keeps this from the page.',
  );
});

test('an opened row shows its bytes, masked and not, and what the auth server was asked', async ({
  page,
  demo,
}) => {
  await demo.story('valid token').click();
  await page.getByRole('button', { name: /client to server: text frame, 15 bytes/ }).click();
  await demo.detail.getByText('The bytes').click();
  // {"msg":"hello"}, and above it the same with a random key.
  const dumps = demo.detail.locator('details pre');
  await expect(dumps.last()).toHaveText('7b 22 6d 73 67 22 3a 22 68 65 6c 6c 6f 22 7d     {"msg":"hello"}');
  const [head = '', travelled = ''] = await dumps.allTextContents();
  const key = /([\da-f ]{11}) {2}masking key/.exec(head)?.[1]?.split(' ') ?? [];
  expect(head).toContain('81 8f');
  const first = Number.parseInt(travelled, 16) ^ Number.parseInt(key[0] ?? '', 16);
  expect(first).toBe(0x7b);
  await page.getByRole('button', { name: /question to the auth server/ }).click();
  await demo.detail.getByText('The question').click();
  await expect(demo.detail).toContainText('token=…&method=first-message');
  await page.getByRole('button', { name: /answer of the auth server/ }).click();
  await demo.detail.getByText('The answer').click();
  await expect(demo.detail).toContainText('{"active":true,"username":"alice"}');
});

test('C05 Accept is computed from the live key, and equals what the server sent', async ({ page, demo }) => {
  await demo.story('valid token').click();
  await expect(demo.rows).toHaveCount(10);
  await demo.rows.nth(1).click();
  await page.getByText(/header fields of this HTTP request, none of them security/).click();
  const key = await demo.detail
    .getByRole('row', { name: /Sec-WebSocket-Key/ })
    .getByRole('cell')
    .first()
    .textContent();
  expect(key).toMatch(/^[\w+/]{22}==$/);
  for (const name of ['Upgrade', 'Sec-WebSocket-Version', 'Sec-WebSocket-Key']) {
    await expect(demo.detail.getByRole('row', { name: new RegExp(`^${name} .* no security`) })).toBeVisible();
  }
  await expect(demo.detail.getByRole('row', { name: /^Origin .* good against foreign pages/ })).toBeVisible();

  await demo.rows.nth(2).click();
  await page.getByText(/^Sec-WebSocket-Accept, computed/).click();
  await expect(demo.detail.getByRole('listitem').first()).toContainText(key ?? 'no key');
  await expect(demo.detail.getByRole('listitem').last()).toContainText('✓ equal to what the server sent');
});
