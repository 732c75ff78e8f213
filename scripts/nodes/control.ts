/**
 * `/api/nodes`, for the board: GET says which nodes run, POST kills one or starts it again. For pages of this lab, in a
 * browser on this machine.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type NodeAction, parseNodeAction, type RunningNode } from '../../protocol/nodes.ts';
import { isLocal } from '../../server/net/local-client.ts';
import type { LabNode } from './node.ts';

/** Bytes of the longest question. */
const MOST_BYTES = 1000;

export interface Control {
  /** Host and port. */
  readonly address: string;
  close(): void;
}

/** @param origins - of the pages that may ask */
export async function openControl(
  nodes: () => readonly LabNode[],
  origins: readonly string[],
): Promise<Control> {
  const states = (): readonly RunningNode[] => nodes().map(({ name, isRunning }) => ({ name, isRunning }));

  const act = async ({ node, action }: NodeAction): Promise<boolean> => {
    const found = nodes().find(({ name }) => name === node);
    await (action === 'kill' ? found?.kill() : found?.start());
    return found !== undefined;
  };

  const answer = async (request: IncomingMessage): Promise<number> => {
    // A foreign page must be able neither to read nor to ask.
    if (!isLocal(request)) return 403;
    if (request.method === 'GET') return 200;
    const { origin } = request.headers;
    if (request.method !== 'POST') return 405;
    if (origin === undefined || !origins.includes(origin)) return 403;
    const asked = parseNodeAction(await bodyOf(request));
    return asked.ok && (await act(asked.value)) ? 200 : 400;
  };

  const respond = (response: ServerResponse, status: number) => {
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(status === 200 ? states() : {}));
  };

  const server = createServer((request, response) => {
    answer(request).then(
      (status) => respond(response, status),
      () => respond(response, 500),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_BYTES) return '';
  }
  return text;
}
