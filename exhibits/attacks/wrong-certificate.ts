import { type Attack, failed, succeeded } from './attack.ts';
import { forge } from './support/certificate.ts';
import { ask } from './support/http.ts';
import { answerTo, open } from './support/socket.ts';

/** Shows certificates with the right name that are good for nothing. */
export const attack: Attack<'wrong-certificate'> = {
  name: 'wrong-certificate',
  async run(scene) {
    const { target, fixed, note, signal } = scene;
    const url = fixed ? target.method('client-certificate') : target.twin('/wrong-certificate');
    // The Origin that the server wants, so that the certificate alone decides. A script can send any Origin.
    const headers = { Origin: new URL(url.replace(/^ws/, 'http')).origin };
    note('attacker', 'forged', {});
    const forged = await open(scene, 'attacker', url, { ...forge('alice', new Date()), headers });

    const old = await ask(new URL('/expired-certificate', target.exhibits), { signal });
    note('attacker', 'oldCertificate', {});
    const expired = await open(scene, 'attacker', url, {
      cert: old.member('cert'),
      key: old.member('key'),
      headers,
    });
    const opened = [forged, expired].filter((attempt) => attempt.opened).length;
    return opened > 0
      ? succeeded('wrong-certificate', { opened })
      : failed('wrong-certificate', { answers: [forged, expired].map(answerTo).join(', ') });
  },
};
