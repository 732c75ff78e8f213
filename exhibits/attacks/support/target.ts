import { CHANNELS_PATH } from '../../../protocol/channels.ts';
import { type AttackParty, type ExhibitFacts, twinNodes } from '../../../protocol/exhibits.ts';
import { parseObject, stringMember } from '../../../protocol/messages.ts';
import { isMethodId, type MethodId } from '../../../protocol/methods.ts';
import { CannotRun, type Target } from '../attack.ts';
import { ask } from './http.ts';

/** Twins that are not where the others are, and the fact that tells where. */
const ownPorts: ReadonlyMap<string, keyof ExhibitFacts> = new Map([
  ['/wrong-certificate', 'certificateTwin'],
  ['/tap', 'plainTwin'],
]);

/**
 * Asks a server where its methods and its exhibits are.
 *
 * @param page - the real server's page
 * @throws CannotRun when it does not answer, or has no exhibits
 */
export async function findTarget(page: string, signal: AbortSignal): Promise<Target> {
  const lab = await ask(new URL('/api/lab', page), { signal });
  const facts = parseObject(lab.text);
  const exhibits = facts.ok ? stringMember(facts.value, 'exhibits') : facts;
  if (!exhibits.ok) throw new CannotRun(`${page} has no exhibits: they run with npm run dev only.`);
  const methods = new Map<MethodId, string>();
  const listed: unknown = facts.ok ? Reflect.get(facts.value, 'methods') : undefined;
  for (const [id, url] of Object.entries(typeof listed === 'object' && listed !== null ? listed : {})) {
    if (isMethodId(id) && typeof url === 'string') {
      methods.set(id, new URL(url, page.replace(/^http/, 'ws')).href);
    }
  }
  const here = await ask(new URL('/exhibits.json', exhibits.value), { signal });
  const owners = new Map<string, AttackParty>();
  const own = (url: string | undefined, owner: AttackParty) => {
    if (url !== undefined) owners.set(placeOf(url), owner);
  };
  for (const url of [page, ...methods.values()]) own(url, 'server');
  for (const place of ['twins', 'certificateTwin', 'plainTwin'] as const) own(here.optional(place), 'twin');
  return {
    page,
    exhibits: exhibits.value,
    method(id) {
      const url = methods.get(id);
      if (url === undefined) throw new CannotRun(`${page} does not serve the method ${id}.`);
      return url;
    },
    channels: new URL(CHANNELS_PATH, page.replace(/^http/, 'ws')).href,
    twin: (path) => new URL(path, here.member(ownPorts.get(path) ?? 'twins')).href,
    ownerOf(url) {
      const owner = owners.get(placeOf(url)) ?? 'attacker';
      return owner === 'twin' ? (nodeAt(new URL(url)) ?? owner) : owner;
    },
  };
}

/** The port: all of them are on this machine, by whichever name. */
function placeOf(url: string | URL): string {
  const { port, protocol } = new URL(url);
  return port || (/^(?:wss|https):$/.test(protocol) ? '443' : '80');
}

/** The node that has this path, where a twin is several nodes. */
function nodeAt({ pathname }: URL): AttackParty | undefined {
  const number = /\/([123])$/.exec(pathname)?.[1];
  return twinNodes.find((node) => node === `node ${number}`);
}
