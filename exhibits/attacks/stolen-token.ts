import { parseChallenge } from '../../protocol/typed-messages.ts';
import { type Attack, CannotRun, failed, type Scene, succeeded } from './attack.ts';
import { makeProofKey, type ProofKey } from './support/proof-key.ts';
import { inWords, type OpenSocket, open } from './support/socket.ts';
import { signIn } from './support/victim.ts';

interface First {
  readonly type: 'authenticate';
  readonly token: string;
  readonly proof: string;
}

/** Shows a token that was copied from the victim's first message, without the key that it is bound to. */
export const attack: Attack<'stolen-token'> = {
  name: 'stolen-token',
  async run(scene) {
    const { target, fixed, note } = scene;
    const alice = await signIn(scene, 'victim', 'alice');
    const key = makeProofKey();
    const token = await alice.boundToken(key);
    const url = fixed ? target.method('proof-message') : target.twin('/stolen-token');
    const hers = await challenged(scene, 'victim', url);
    const copied = firstOf(token, key, url, hers.nonce);
    hers.socket.send(copied);
    await hers.socket.next();
    note(['victim', 'attacker'], 'firstCopied', {});

    const answers: string[] = [];
    /** Tries to get in, and to be served. */
    const enter = async (socket: OpenSocket, first: object): Promise<boolean> => {
      socket.send(first);
      const answer = await socket.next();
      answers.push(inWords(answer));
      if (answer.type === 'closed') return false;
      socket.send({ type: 'echo', msg: 'hello from mallory' });
      return (await socket.next()).type === 'message';
    };

    note('attacker', 'replaysFirst', {});
    const replay = await challenged(scene, 'attacker', url);
    if (await enter(replay.socket, copied)) return succeeded('stolen-token', {});
    note('attacker', 'ownProof', {});
    const own = await challenged(scene, 'attacker', url);
    const proven = firstOf(token, makeProofKey(), url, own.nonce);
    if (await enter(own.socket, proven)) return succeeded('stolen-token', {});
    note('attacker', 'plainToken', {});
    const bearer = await openThere(scene, 'attacker', target.method('token-refresh'));
    if (await enter(bearer, { type: 'authenticate', token })) return succeeded('stolen-token', {});
    return failed('stolen-token', { answers: answers.join(', ') });
  },
};

function firstOf(token: string, key: ProofKey, htu: string, nonce: string): First {
  return { type: 'authenticate', token, proof: key.prove({ htm: 'GET', htu, nonce, token }) };
}

async function openThere(scene: Scene, who: 'victim' | 'attacker', url: string): Promise<OpenSocket> {
  const socket = await open(scene, who, url);
  if (!socket.opened) throw new CannotRun(`${url} answered HTTP ${socket.status}.`);
  return socket;
}

/** Opens, and hears the challenge. */
async function challenged(scene: Scene, who: 'victim' | 'attacker', url: string) {
  const socket = await openThere(scene, who, url);
  const event = await socket.next();
  const challenge = event.type === 'message' ? parseChallenge(event.text) : undefined;
  if (!challenge?.ok) throw new CannotRun(`${url} did not begin with a challenge: ${inWords(event)}.`);
  return { socket, nonce: challenge.value };
}
