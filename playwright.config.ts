import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/support/find-chromium.ts';

export default defineConfig({
  testDir: './tests/e2e',
  testMatch: '**/*.spec.ts',
  workers: 2,
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
