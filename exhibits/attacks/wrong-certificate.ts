import type { Attack } from './attack.ts';
import { forge } from './support/certificate.ts';
import { ask } from './support/http.ts';
import { open, outcome } from './support/socket.ts';

/** Shows certificates with the right name that are good for nothing. */
export const attack: Attack = {
  name: 'wrong-certificate',
  async run(scene) {
    const { target, fixed, tell, signal } = scene;
    const url = fixed ? target.method('client-certificate') : target.twin('/wrong-certificate');
    // As the server wants it, forged as easily as any header: what fails here is to be the certificate.
    const headers = { Origin: new URL(url.replace(/^ws/, 'http')).origin };
    tell('attacker', 'makes an authority of his own and has it certify that he is alice');
    const forged = await open(scene, url, { ...forge('alice', new Date()), headers });
    tell('server', `reads CN=alice in it: ${outcome(forged)}`);

    const old = await ask(new URL('/expired-certificate', target.exhibits), { signal });
    tell('attacker', "finds alice's old certificate on a lost laptop, expired for a year");
    const expired = await open(scene, url, { cert: old.member('cert'), key: old.member('key'), headers });
    tell('server', `reads CN=alice in it: ${outcome(expired)}`);
    return forged.opened || expired.opened;
  },
};
