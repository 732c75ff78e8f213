/**
 * What the page does not need before it connects is loaded behind it, so that it can be used the sooner. What serves the
 * page serves this as well; should it not come, the server's side is not told, and what is sent is not shown.
 */
type ServerSide = typeof import('./server-side.ts');

/** Milliseconds for which a connection waits for it: a server may answer nothing any more. */
const PATIENCE_MS = 2000;

let loaded: ServerSide | undefined;
const loading = import('./server-side.ts').catch(() => undefined);
void loading.then((module) => {
  loaded = module;
});

/** Resolves to undefined where it does not come in time. */
export function serverSide(): Promise<ServerSide | undefined> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  return Promise.race([loading, patience]);
}

/** What a cause of a refusal means, if it lies elsewhere than in what was sent. Only the server's side tells of one. */
export function wordsOfCause(cause = ''): string | undefined {
  return loaded?.because[cause];
}

/** A message as it may be shown. */
export function maskMessage(text: string): string {
  return loaded?.maskMessage(text) ?? '…';
}
