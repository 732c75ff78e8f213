/** Does what a victim has done before the attack begins. */

import { find } from '../../client/page/elements.ts';
import { attacker } from '../../client/words/attacker.ts';
import { authPaths } from '../../protocol/auth.ts';
import { loadFacts, showResult, speak } from './common.ts';

find('#origin', HTMLElement).textContent = location.origin;

find('#sign-in', HTMLButtonElement).addEventListener('click', async () => {
  const answer = await fetch(authPaths.session, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'alice', password: 'rabbit-hole' }),
  });
  if (answer.ok) {
    showResult('good', attacker.victim.signedIn);
  } else {
    showResult('bad', attacker.victim.notSignedIn(answer.status));
  }
});

find('#basic', HTMLButtonElement).addEventListener('click', async () => {
  const { twins } = await loadFacts();
  const url = new URL('/cached-basic', twins);
  url.username = 'alice';
  url.password = 'rabbit-hole';
  const attempt = await speak(url.href, '{"msg":"hello, this is alice"}');
  if (attempt.answered) {
    showResult('good', attacker.victim.connected);
  } else {
    showResult('bad', attacker.victim.notConnected);
  }
});

// Until now a press would have been lost.
document.body.inert = false;
