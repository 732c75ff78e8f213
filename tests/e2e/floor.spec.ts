/** Browsers of other years: what is below the floor is told so, and what is above it works. */
import { openComparison } from './comparison.ts';
import { expect, openDemo, test } from './fixtures.ts';

const pages = ['', 'methods', 'channels', 'board'];
const tooOld =
  /^This browser is too old for this page.*Chrome or Edge 111, Firefox 121, Safari 16\.4, or newer\.$/;

test('every page tells a browser below the floor in words that it is too old, and no other', async ({
  page,
  lab,
  complaints,
}) => {
  complaints.expect(/toSorted is not a function/);
  for (const path of pages) {
    await page.goto(`${lab.urls.page}${path}`);
    await expect(page.locator('.too-old')).toHaveCount(0);
  }
  await page.addInitScript(() => {
    Reflect.deleteProperty(Array.prototype, 'toSorted');
  });
  for (const path of pages) {
    await page.goto(`${lab.urls.page}${path}`);
    await expect(page.getByRole('alert')).toHaveText(tooOld);
  }
});

test('a browser that takes no module, and knows nothing of CSS, is told so as well', async ({
  page,
  lab,
  complaints,
}) => {
  complaints.expect(/ERR_FAILED/);
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'CSS');
  });
  await page.route(/\/assets\/.*\.js/, (route) => route.abort());
  await page.goto(lab.urls.page);
  await expect(page.getByRole('alert')).toHaveText(tooOld);
});

test('a browser at the floor needs nothing that is newer', async ({ page, lab }) => {
  await page.addInitScript(() => {
    // Chrome 116 and 120, Safari 17 and 17.4 and later, Firefox 122 and later.
    Reflect.deleteProperty(AbortSignal, 'any');
    Reflect.deleteProperty(URL, 'canParse');
    Reflect.deleteProperty(URL, 'parse');
    Reflect.deleteProperty(Object, 'groupBy');
    for (const name of ['withResolvers', 'try']) Reflect.deleteProperty(Promise, name);
    for (const name of ['union', 'difference', 'intersection']) Reflect.deleteProperty(Set.prototype, name);
    for (const name of ['map', 'filter', 'toArray', 'some', 'find']) {
      Reflect.deleteProperty(Object.getPrototypeOf(Object.getPrototypeOf([].values())), name);
    }
    Reflect.deleteProperty(Array, 'fromAsync');
  });
  const demo = await openDemo(page, lab.urls.page);
  await demo.connect.click();
  await expect(demo.output).toHaveText('Successfully authenticated.');
  await openComparison(page, lab.urls.page);
  await page.goto(`${lab.urls.page}board`);
  await expect(page.locator('#stream')).toContainText('Live');
  await page.goto('about:blank');
});
