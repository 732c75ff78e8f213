/** Asks what started the nodes, where something did (`npm run nodes`), and asks it to kill or start one. */
import { type NodeAction, type RunningNode, readRunningNodes } from '../../protocol/nodes.ts';

const PATH = '/api/nodes';

/** @returns undefined where nothing here starts or kills nodes, or not for this browser */
export function askNodes(): Promise<readonly RunningNode[] | undefined> {
  return answerTo({});
}

/** Kills a node, or starts it again. @returns the nodes after that; undefined if it was not done */
export function act(action: NodeAction): Promise<readonly RunningNode[] | undefined> {
  return answerTo({ method: 'POST', body: JSON.stringify(action) });
}

async function answerTo(request: RequestInit): Promise<readonly RunningNode[] | undefined> {
  const response = await fetch(PATH, request).catch(() => undefined);
  return response?.ok ? readRunningNodes(await response.text().catch(() => '')) : undefined;
}
