import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/support/find-chromium.ts';

export default defineConfig({
  testDir: './tests/e2e',
  testMatch: '**/*.spec.ts',
  // One more than CI has cores: a test waits for its page now and then.
  workers: 3,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 20_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // The certificate is the lab's own.
    ignoreHTTPSErrors: true,
    launchOptions: await findChromium(),
    screenshot: 'only-on-failure',
  },
});
