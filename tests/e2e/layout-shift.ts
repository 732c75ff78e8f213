import type { Page } from '@playwright/test';

/** Cumulative layout shift so far (https://web.dev/articles/cls): the sum of all shifts that nobody caused by a press. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((tell) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if ('value' in entry) sum += Number(entry.value);
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        // Buffered entries are told in a task of their own.
        requestAnimationFrame(() => setTimeout(() => tell(sum)));
      }),
  );
}
