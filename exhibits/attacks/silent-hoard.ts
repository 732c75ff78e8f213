import type { Attack } from './attack.ts';
import { counted, openCrowd } from './support/crowd.ts';

const HOARD = { count: 200, addresses: 50 };

/** Opens many sockets and says nothing. */
export const attack: Attack = {
  name: 'silent-hoard',
  seconds: 45,
  async run(scene) {
    const { target, fixed, tell } = scene;
    const real = target.method('first-message');
    const { opened: hoard } = await openCrowd(scene, fixed ? real : target.twin('/silent-hoard'), HOARD);
    tell('attacker', `opens ${hoard.length} sockets from ${HOARD.addresses} addresses, and says nothing`);
    // The twin has no clock. One silent socket on the real server tells when a deadline would have been over.
    const swept = fixed ? hoard : (await openCrowd(scene, real, { count: 1, addresses: 1 })).opened;
    const endings = await Promise.all(swept.map((socket) => socket.closed()));
    for (const ending of counted(endings.map(({ code, reason }) => `${code} ${reason}`))) {
      tell('server', `the real one: the deadline is over, closes ${ending}`);
    }
    const left = hoard.filter(({ isOpen }) => isOpen).length;
    tell('attacker', left > 0 ? `still holds ${left} of them on the twin` : 'holds none of them any more');
    return left > 0;
  },
};
