import { type Check, fail, Obstacle, pass } from './check.ts';

export const check: Check = {
  id: 'handshake-accept',
  level: 'MUST',
  fault: 'answers a handshake with a wrong Sec-WebSocket-Accept',
  source: 'RFC 6455, section 4.2.2',
  needs: [],
  phase: 'first',
  sends: 'the handshake of the honest client, before everything else',
  expects: 'the SHA-1 of the key and a fixed text, in Base64',
  why: 'A client that follows the standard drops the connection, so only clients that check nothing get in: a cache or another protocol could answer in place of the server.',
  mend: 'Compute the value as RFC 6455 says, from the key exactly as it came, or let a library do it.',
  ws: 'ws computes it; do not answer the upgrade yourself.',
  python: 'websockets and aiohttp compute it.',
  async run(probe) {
    const { visit } = await probe.session.firstEntry();
    probe.evidence.push(visit.transcript);
    if (!visit.upgraded) throw new Obstacle('No handshake was answered with 101.');
    return visit.accepted
      ? pass('The answer proved that the server read this handshake.')
      : fail(
          'The answer to the handshake was 101 with a wrong Sec-WebSocket-Accept, so no honest client gets in.',
        );
  },
};
