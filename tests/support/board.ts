import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { TestContext } from 'node:test';
import { parseSnapshot, type Snapshot } from '../../protocol/board.ts';

export interface BoardWatcher {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Everything that has arrived so far. */
  readonly text: () => string;
  /** Waits for a snapshot for which this holds, and returns it. Rejects when the stream ends before. */
  until(holds: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
  readonly ended: Promise<void>;
  leave(): void;
}

/** Asks for the board's stream; it ends with the test. */
export async function watchBoard(
  t: TestContext,
  origin: string,
  options: RequestOptions = {},
): Promise<BoardWatcher> {
  const url = new URL('/api/board', origin);
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const get = request(url, { rejectUnauthorized: false, agent: false, ...options }).end();
  t.after(() => get.destroy());
  const [response]: IncomingMessage[] = await once(get, 'response');
  if (!response) throw new Error('no response');
  let text = '';
  let read = 0;
  const told: Snapshot[] = [];
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n', read); end !== -1; end = text.indexOf('\n\n', read)) {
      const block = text.slice(read, end);
      read = end + 2;
      if (!block.startsWith('data: ')) continue;
      const snapshot = parseSnapshot(block.slice(6));
      if (!snapshot.ok) throw new Error(snapshot.problem);
      told.push(snapshot.value);
    }
    response.emit('told');
  });
  const ended = new Promise<void>((resolve) => response.on('close', resolve));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    async until(holds) {
      for (;;) {
        const found = told.splice(0).find(holds);
        if (found) return found;
        if (response.closed) throw new Error('the stream ended');
        await Promise.race([once(response, 'told'), ended]);
      }
    },
    ended,
    leave: () => get.destroy(),
  };
}
