import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { TestContext } from 'node:test';
import type { TraceEvent } from '../../protocol/trace.ts';

export interface Watcher {
  readonly id: string;
  /** All events so far. */
  readonly events: TraceEvent[];
  /** The whole stream, as it arrived. */
  readonly text: () => string;
  /** Waits for an event of this type. */
  until(type: TraceEvent['type']): Promise<void>;
  /** Gives the stream up. */
  leave(): void;
}

/** Subscribes to a trace, as a page does; the subscription ends with the test. */
export async function watch(
  t: TestContext,
  page: string,
  { id = randomBytes(16).toString('hex'), ...options }: RequestOptions & { id?: string } = {},
): Promise<Watcher> {
  const url = new URL(`/trace/${id}`, page);
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const get = request(url, { rejectUnauthorized: false, ...options }).end();
  get.on('error', () => {});
  t.after(() => get.destroy());
  const [response] = await once(get, 'response');
  if (response.statusCode !== 200) throw new Error(`trace answered ${response.statusCode}`);
  const events: TraceEvent[] = [];
  let text = '';
  let read = 0;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n', read); end !== -1; end = text.indexOf('\n\n', read)) {
      const block = text.slice(read, end);
      read = end + 2;
      if (block.startsWith('data: ')) events.push(...JSON.parse(block.slice(6)));
    }
    response.emit('told');
  });
  return {
    id,
    events,
    text: () => text,
    leave: () => get.destroy(),
    async until(type) {
      while (!events.some((event) => event.type === type)) await once(response, 'told');
    },
  };
}
