import { fieldOf, withField } from '../visit/plan.ts';
import { type Check, fail, pass } from './check.ts';

export const check: Check = {
  id: 'subprotocol-echo',
  level: 'MUST',
  fault: 'selects the offered subprotocol that carries the credential',
  source: 'RFC 6455, section 1.9; CWE-201',
  needs: ['subprotocol'],
  sends:
    'the subprotocols of the honest client: as they are, in reverse order, and the one with the credential alone',
  expects: 'another subprotocol, or none',
  why: 'The selected subprotocol goes back in clear and is what tools and logs show as the result of the negotiation.',
  mend: 'Offer a plain subprotocol beside the credential, and select that one.',
  ws: "`handleProtocols: (offered) => offered.has('app.v1') ? 'app.v1' : false`, since ws otherwise selects the first.",
  python: '`subprotocols=["app.v1"]`.',
  async run(probe) {
    const plan = await probe.honestPlan();
    const offered = fieldOf(plan, 'Sec-WebSocket-Protocol')?.split(', ') ?? [];
    const plain = fieldOf(await probe.planWith(undefined), 'Sec-WebSocket-Protocol')?.split(', ') ?? [];
    const carrying = offered.filter((one) => !plain.includes(one));
    const orders = [offered, offered.toReversed(), carrying].filter(
      (order, at, all) => all.findIndex((other) => other.join() === order.join()) === at,
    );
    const results = await Promise.all(
      orders.map(async (order) => {
        const visit = await probe.open(
          withField(plan, 'Sec-WebSocket-Protocol', order.join(', ')),
          `${order.length} offered`,
        );
        visit.leave();
        const isEcho = visit.upgraded && carrying.some((one) => visit.selected?.includes(one));
        if (isEcho) probe.blame(visit);
        return isEcho;
      }),
    );
    return results.includes(true)
      ? fail('The server selected the subprotocol that carries the credential.')
      : pass('The server never selected the subprotocol that carries the credential.');
  },
};
