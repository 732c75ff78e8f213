/** Measures what a server costs: CPU time of its process, and memory. */

import { withServer } from './child.ts';
import { echo, openConnection, several } from './client.ts';
import { dialectOf, type Kind } from './dialects.ts';

/** Connections that are opened first, so that the server's code is compiled before it is measured. */
const WARMING = 300;

const SENDERS = 20;
const PIPELINED = 50;

export interface Cost {
  /** Microseconds of CPU for each connection that is opened, authenticated and stays open. */
  readonly connection: number;
  /** Bytes of memory per connection that is open and idle. */
  readonly idleBytes: number;
  /** Microseconds of CPU per echo, with many messages under way at once. */
  readonly pipelined: number;
  /** Microseconds of CPU per echo, one after the other. */
  readonly single: number;
}

/** @param messages - per sender; 0 measures no echoes */
export function measureCost(kind: Kind, connections: number, messages: number): Promise<Cost> {
  const dialect = dialectOf(kind);
  return withServer(kind, async ({ port, usage }) => {
    const open = () => openConnection(port, dialect);
    // These connections stay open: memory that they freed would be used again, and not be counted.
    const first = await several(WARMING, open);
    const before = await usage();
    const sockets = await several(connections, open);
    const opened = await usage();
    const senders = first.slice(0, SENDERS);
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 4, PIPELINED)));
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 8, 1)));
    const warm = await usage();
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages, PIPELINED)));
    const piped = await usage();
    await Promise.all(senders.map((socket) => echo(socket, dialect, messages / 4, 1)));
    const single = await usage();
    for (const { connection } of [...first, ...sockets]) connection.destroy();
    return {
      connection: (opened.cpu - before.cpu) / connections,
      idleBytes: (opened.memory - before.memory) / connections,
      pipelined: (piped.cpu - warm.cpu) / (SENDERS * messages),
      single: (single.cpu - piped.cpu) / (SENDERS * (messages / 4)),
    };
  });
}
