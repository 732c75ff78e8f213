import { opcodes } from '@websocket-auth-lab/wire';
import { withValue } from '../run/first-message.ts';
import { orObstacle, othersAreServed } from '../run/survival.ts';
import type { Check } from './check.ts';

const garbage: readonly (string | Buffer)[] = [
  'let me in, please',
  '',
  'null',
  '[]',
  '1',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
  '{"type":null,"token":null,"payload":null}',
  Buffer.from([0, 255, 254, 0]),
];

export const check: Check = {
  id: 'survives-garbage',
  level: 'MUST',
  fault: 'stops serving others after a first message that is odd, or a handshake without credential',
  source: 'CWE-248; CWE-754; CWE-1321',
  needs: [],
  phase: 'survival',
  sends:
    'as first messages: text that is no JSON, nothing, null, [], 1, deep nesting, __proto__, the right shape with null and with an object, and bytes that are no text; where the handshake carries the credential, also handshakes without one, with an empty one and with one that is no credential at all',
  expects: 'whatever it says to the sender, everybody else is served on',
  why: "One message of a stranger that throws where nobody catches ends the process, and with it everybody's connection.",
  mend: 'Parse input in one place with errors handled, and check types before members are read.',
  ws: 'try { JSON.parse(…) } catch, then `typeof value === "object" && value !== null`.',
  python: 'except (ValueError, RecursionError), then isinstance(value, dict).',
  cases: ['CVE-2023-32695 (socket.io-parser): a packet ended the process.'],
  async run(probe) {
    const { session, dialect } = probe;
    const witness = await probe.witness();
    const isFirst = dialect.carrier === 'message';
    const shapes = isFirst
      ? ['null', '{}', '1'].flatMap((value) => withValue(dialect.first, value) ?? [])
      : [];
    const throwers = [...garbage, ...shapes].map(async (payload) => {
      const plan = isFirst ? await probe.planWith(undefined) : await probe.honestPlan();
      const opened = await probe.open(plan, 'an odd first message');
      if (!opened.upgraded) return opened.leave();
      opened.frames({ opcode: typeof payload === 'string' ? opcodes.text : opcodes.binary, payload });
      await opened.until(() => !opened.isOpen || opened.messages.length > 0, session.quietMs / 2);
      opened.leave();
    });
    const handshakes = isFirst ? [] : [undefined, '', '%', '. .', '{"'];
    throwers.push(
      ...handshakes.map(async (credential) => {
        const opened = await probe.open(await probe.planWith(credential), 'an odd handshake');
        opened.leave();
      }),
    );
    const obstacles = await Promise.all(throwers.map(orObstacle));
    return othersAreServed(
      probe,
      witness,
      isFirst ? 'odd first messages' : 'odd handshakes and first messages',
      obstacles,
    );
  },
};
