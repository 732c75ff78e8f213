/** One press leads to the real provider, and one more comes back with a token: nothing of it stays in an address. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createLab } from '../../server/lab/lab.ts';
import { createLog } from '../../server/observe/log.ts';
import { expect, openDemo, test } from './fixtures.ts';

const audience = 'urn:websocket-auth-lab';
const clientId = 'websocket-auth-lab-page';
const running: ChildProcess[] = [];

test.afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** @returns its issuer */
async function startProvider(page: string): Promise<string> {
  const args = [
    '--import',
    'tsx',
    'scripts/provider.ts',
    '--port',
    '0',
    '--page',
    page,
    '--log-level',
    'silent',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let text = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    text += chunk;
    const [, issuer] = /Issuer +(\S+)\s/.exec(text) ?? [];
    if (issuer !== undefined) return issuer;
  }
  throw new Error(text);
}

test('a person signs in at the provider and comes in with its token, and the picture shows whose keys are fetched', async ({
  page,
}) => {
  test.setTimeout(40_000);
  // The provider must know the page's address before the lab knows the provider's.
  const settings = { demo: true, audience, clientId };
  const before = createLab({ port: 0, demo: true }, createLog('silent'));
  await before.listen();
  const { origin, port } = new URL(before.urls.page);
  await before.close();
  const issuer = await startProvider(origin);
  const lab = createLab(
    { ...settings, port: Number(port), certificatePort: 0, issuer: [issuer] },
    createLog('silent'),
  );
  await lab.listen();
  try {
    const visited: string[] = [];
    page.on('request', (request) => visited.push(request.url()));
    const demo = await openDemo(page, lab.urls.page);
    await demo.button('sign in at the provider').click();
    await page.getByRole('button', { name: 'Sign in as Bob' }).click();
    await expect(demo.state).toHaveText('Connected');
    await expect(demo.token).toHaveValue(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    const host = new URL(issuer).host;
    for (const row of [
      'checks the token itself',
      `which keys does ${host} have?`,
      '1 public key',
      'valid, user bob',
    ]) {
      await expect(page.locator(`[aria-label*="${row}"]`).first()).toBeAttached();
    }
    expect(page.url()).toBe(lab.urls.page);
    const token = await demo.token.inputValue();
    expect(visited.filter((url) => url.includes(token.slice(0, 20)))).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
      'verifier',
    );

    // Somebody else's code, as a link that a stranger has sent.
    await page.goto(`${lab.urls.page}?code=stolen&state=theirs`);
    await expect(page.getByText('The provider gave no token. Sign in there again.')).toBeVisible();
    expect(page.url()).toBe(lab.urls.page);
    await expect(demo.state).toHaveText('Disconnected');
  } finally {
    await lab.close();
  }
});
