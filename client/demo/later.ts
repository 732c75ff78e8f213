/**
 * What the page does not need before it connects is loaded behind it, so that it can be used the sooner. What serves the
 * page serves this as well; should it not come, the server's side is not told, and what is sent is not shown.
 */
export const serverSide = import('./server-side.ts').catch(() => undefined);

let mask: ((text: string) => string) | undefined;
void serverSide.then((loaded) => {
  mask = loaded?.maskMessage;
});

/** A message as it may be shown. */
export function maskMessage(text: string): string {
  return mask?.(text) ?? '…';
}
