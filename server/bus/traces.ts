/**
 * Traces between nodes: behind a balancer, a page's stream and its WebSocket may end up on two nodes. The node of the
 * WebSocket publishes the facts of a connection that names a trace which it does not have, and the node that has the
 * trace adds them.
 */

import { parseObject } from '../../protocol/messages.ts';
import { readTraceEvents } from '../../protocol/trace.ts';
import type { Told, TraceSharing } from '../observe/trace.ts';
import type { Bus } from './bus.ts';

const FACTS = 'trace-facts';

/**
 * Most connections whose facts this node publishes at the same time. Nobody has to own a trace to name one, so this is
 * what strangers can make the nodes tell each other.
 */
const MOST_CONNECTIONS = 200;

export function shareTraces(bus: Bus, told: Told): TraceSharing {
  /** Connections by trace. */
  const open = new Map<string, number>();
  let inAll = 0;

  bus.subscribe(FACTS, (text) => {
    const message = parseObject(text);
    if (!message.ok) return;
    const { id, owner, events } = membersOf(message.value);
    if (typeof id !== 'string' || typeof owner !== 'string' || typeof events !== 'string') return;
    for (const { at: _elsewhere, ...fact } of readTraceEvents(events)) told(id, owner, fact);
  });

  return {
    elsewhere(id, owner, most) {
      const ofTrace = open.get(id) ?? 0;
      if (inAll >= MOST_CONNECTIONS || ofTrace >= most) return undefined;
      return {
        add(fact) {
          const events = JSON.stringify([{ ...fact, at: performance.now() }]);
          bus.publish(FACTS, JSON.stringify({ id, owner, events }));
        },
        began() {
          inAll++;
          open.set(id, (open.get(id) ?? 0) + 1);
        },
        ended() {
          inAll--;
          const left = (open.get(id) ?? 1) - 1;
          if (left > 0) open.set(id, left);
          else open.delete(id);
        },
      };
    },
  };
}

function membersOf(value: object): Readonly<Record<'id' | 'owner' | 'events', unknown>> {
  const member = (name: string): unknown =>
    Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  return { id: member('id'), owner: member('owner'), events: member('events') };
}
