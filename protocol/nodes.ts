/**
 * The nodes that `npm run nodes` has started, and what the board may ask for: `GET /api/nodes` answers with a list of
 * them as JSON, and `POST /api/nodes` with an action does it and answers likewise. Elsewhere there is no such path.
 */
import { type Parsed, parseJson, parseObject } from './messages.ts';

export interface RunningNode {
  readonly name: string;
  readonly isRunning: boolean;
}

export interface NodeAction {
  readonly node: string;
  /** `kill` ends the process at once, as a machine that fails. */
  readonly action: 'kill' | 'start';
}

/** Reads an action. */
export function parseNodeAction(text: string): Parsed<NodeAction> {
  const object = parseObject(text);
  if (!object.ok) return object;
  const node = memberOf(object.value, 'node');
  const action = memberOf(object.value, 'action');
  return typeof node === 'string' && (action === 'kill' || action === 'start')
    ? { ok: true, value: { node, action } }
    : { ok: false, problem: 'not an action' };
}

/** Reads the list; `undefined` if it is none. */
export function readRunningNodes(text: string): readonly RunningNode[] | undefined {
  const json = parseJson(text);
  if (!json.ok || !Array.isArray(json.value)) return undefined;
  return json.value.flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null) return [];
    const name = memberOf(value, 'name');
    const isRunning = memberOf(value, 'isRunning');
    return typeof name === 'string' && typeof isRunning === 'boolean' ? [{ name, isRunning }] : [];
  });
}

function memberOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}
