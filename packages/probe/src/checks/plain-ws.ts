import { type Check, fail } from './check.ts';

export const check: Check = {
  id: 'plain-ws',
  level: 'MUST',
  fault: 'takes the credential over plain ws beyond this machine',
  source: 'RFC 6455, section 10.6; CWE-319',
  needs: ['ws', 'remote', 'credential'],
  sends: 'the honest client, as it is configured',
  expects: 'no service without TLS',
  why: 'Whoever is on the way reads the credential and every message, and can change both.',
  mend: 'Serve wss only. Where a proxy ends TLS, let the WebSocket server listen on loopback.',
  ws: 'Put `https.createServer({ cert, key })` under the WebSocketServer.',
  python: '`websockets.serve(…, ssl=context)`; in aiohttp `ssl_context=`.',
  async run(probe) {
    const visit = await probe.honest('honest client over ws');
    visit.leave();
    return fail('The honest client sent its credential over plain ws, beyond this machine, and was served.');
  },
};
