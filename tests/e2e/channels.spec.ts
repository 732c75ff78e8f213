/** The page of channels: two people, each with a real connection, and the class that joins in. */
import type { Locator, Page } from '@playwright/test';
import { rows, storyWords, pane as words } from '../../client/words/channels.ts';
import { channels as italian } from '../../client/words/it/channels.ts';
import { accessibilityFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

interface PaneParts {
  readonly element: Locator;
  readonly state: Locator;
  readonly items: Locator;
  button(name: string): Locator;
  say(text: string): Promise<void>;
}

function paneOf(page: Page, name: string): PaneParts {
  const element = page.getByRole('region', { name, exact: true });
  return {
    element,
    state: element.getByRole('status'),
    items: element.getByRole('listitem'),
    button: (label) => element.getByRole('button', { name: label, exact: true }),
    async say(text) {
      await element.getByLabel(words.message(name)).fill(text);
      await element.getByLabel(words.message(name)).press('Enter');
    },
  };
}

const rowsOf = (page: Page, id: string) => page.locator(`#${id} [role="list"]`).getByRole('button');

test('two people talk in one window, one is cut and comes back, one is thrown out, and a phone joins in', async ({
  page,
  lab,
}) => {
  await page.goto(`${lab.urls.page}channels`);
  const [alice, bob] = [paneOf(page, 'Alice'), paneOf(page, 'Bob')];
  for (const { button, state } of [alice, bob]) {
    await button(words.comeIn).press('Enter');
    await expect(state).toHaveText('in the room');
  }
  await expect(alice.element).toContainText('Present: alice, bob');
  const markup = '<img src=x onerror=alert(1)>';
  await alice.say(markup);
  await expect(bob.items).toHaveText([`1 alice: ${markup}`]);
  await expect(bob.element.locator('img')).toHaveCount(0);

  await bob.button(words.cut).click();
  await expect(bob.state).toHaveText('line cut');
  await expect(alice.element).toContainText('Present: alice');
  await alice.say('are you there?');
  await expect(alice.items).toHaveCount(2);
  // What is said without a line waits for it.
  await bob.say('I am back');
  await expect(bob.element).toContainText(words.unpublished);
  await bob.button(words.comeBack).click();
  await expect(bob.items).toHaveText([
    `1 alice: ${markup}`,
    words.recovered(1),
    '2 alice: are you there?',
    '3 bob: I am back',
  ]);
  await expect(rowsOf(page, 'wire').last()).toHaveAccessibleName(/published as 3$|message 3/);

  // What each wire carries, with the server's side.
  await page.getByRole('button', { name: 'Bob’s wire' }).click();
  const since = rowsOf(page, 'wire-bob').and(page.getByRole('button', { name: /"since":\{"epoch"/ }));
  await since.click();
  await expect(page.locator('#wire-bob-detail')).toContainText(rows.subscribe.explanation);
  await expect(
    rowsOf(page, 'wire-bob').and(page.getByRole('button', { name: /valid, user bob/ })),
  ).toHaveCount(2);
  expect(await accessibilityFindings(page)).toEqual([]);

  const phone = await page.context().newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${lab.urls.page}channels#room=lobby`);
  const guest = paneOf(phone, 'Alice');
  await guest.button(words.comeIn).click();
  await expect(guest.items).toHaveCount(3);
  await expect(alice.element).toContainText('Present: alice × 2, bob');
  await guest.say('from a phone');
  await expect(alice.items.last()).toHaveText('4 alice: from a phone');
  await expect(phone.getByRole('region')).toHaveCount(1);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await accessibilityFindings(phone)).toEqual([]);
  await phone.close();

  await bob.button(words.endSession).click();
  await expect(bob.state).toHaveText('closed: 3000 session ended');
  await expect(alice.element).toContainText('Present: alice');
  await alice.say('gone');
  await expect(alice.items.last()).toHaveText('5 alice: gone');
  await expect(bob.items.last()).toHaveText('4 alice: from a phone');
});

test('a story is told step by step on the stage, and no pane gives its end away', async ({ page, lab }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(`${lab.urls.page}channels#story=thrown-out&pace=step`);
  const html = page.locator('html');
  const next = page.getByRole('button', { name: /^next \(1\d\)$/ });
  const bob = paneOf(page, 'Bob');
  await expect(next).toBeVisible({ timeout: 10_000 });
  await expect(bob.state).toHaveText('not there yet');
  await expect(bob.items).toHaveCount(0);
  await page.keyboard.press('p');
  await expect(html).toHaveAttribute('data-view', 'stage');
  await expect(page.locator('#stage-title')).toHaveText(storyWords['thrown-out'].title);
  const sentence = page.locator('#caption-sentence');
  const seen = rowsOf(page, 'wire');
  await expect(sentence).toHaveText(storyWords['thrown-out'].about);
  await page.keyboard.press('PageDown');
  await expect(seen).toHaveCount(1);
  await expect(sentence).toContainText('Opened a WebSocket, authenticated');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('PageUp');
  await expect(seen).toHaveCount(1);
  while ((await html.getAttribute('data-run')) !== 'ended') await page.keyboard.press(' ');
  await page.keyboard.press('PageDown');
  await expect(sentence).toHaveText(storyWords['thrown-out'].moral);
  await page.keyboard.press('Escape');
  await expect(html).toHaveAttribute('data-view', 'page');
  await expect(bob.state).toHaveText('closed: 3000 session ended');

  // The longest one, in the language with the longer words.
  await page.goto('about:blank');
  await page.goto(`${lab.urls.page}channels#story=cut-line&view=stage&lang=it`);
  await expect(html).toHaveAttribute('data-run', 'ended', { timeout: 15_000 });
  await expect(sentence).toHaveText(italian.storyWords['cut-line'].moral);
  await expect(seen.last()).toHaveAccessibleName(new RegExp(italian.said.still.replace('?', '\\?')));
  expect(await accessibilityFindings(page)).toEqual([]);
  const wire = page.locator('#wire');
  expect(
    await wire.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight),
  ).toBeLessThanOrEqual(0);
});
