import type { Check } from './check.ts';

export const check: Check = {
  id: 'handshake-method',
  level: 'MUST',
  fault: 'upgrades a request other than GET',
  source: 'RFC 6455, section 4.1',
  needs: [],
  sends: 'honest handshakes with POST and with PUT',
  expects: 'a refusal, best HTTP 405 or 400',
  why: 'Proxies and filters treat other methods differently: what one hop takes for a form, the next takes for a WebSocket.',
  mend: 'Refuse every method but GET before anything else is looked at.',
  ws: 'ws refuses with 405; do not answer the upgrade yourself.',
  python: 'websockets refuses; in aiohttp register the handler with add_get.',
  async run(probe) {
    const methods = ['POST', 'PUT'];
    return probe.mustNotEnter(
      await Promise.all(
        methods.map(async (method) => ({ label: method, plan: { ...(await probe.honestPlan()), method } })),
      ),
    );
  },
};
