/** What a server costs: CPU time of its process, and memory. */

import { withServer } from './child.ts';
import { echo, openConnection, several } from './client.ts';
import { dialectOf, type Kind } from './dialects.ts';

/** Connections that pay for compilation. */
const WARMING = 300;

const SENDERS = 20;
const PIPELINED = 50;

export interface Cost {
  /** Microseconds of CPU per connection that was opened, let in and is still there. */
  readonly connection: number;
  /** Bytes of memory per connection that is open and idle. */
  readonly idleBytes: number;
  /** Microseconds of CPU per echo, many under way at once. */
  readonly pipelined: number;
  /** Microseconds of CPU per echo, one after the other. */
  readonly single: number;
}

/** @param messages - per sender; 0 measures no echoes */
export function measureCost(kind: Kind, connections: number, messages: number): Promise<Cost> {
  const dialect = dialectOf(kind);
  return withServer(kind, async ({ port, usage }) => {
    const open = () => openConnection(port, dialect);
    // They stay, since memory that they gave back would be used again unseen.
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
