/** Waiting for something to become so, without looking again and again. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  /** Something has changed: whoever waits looks again. */
  happened(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** @returns whether it was so within the time */
  async until(condition: () => boolean, ms: number): Promise<boolean> {
    const end = performance.now() + ms;
    for (;;) {
      if (condition()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.#waiting.add(wake);
      });
    }
  }
}
