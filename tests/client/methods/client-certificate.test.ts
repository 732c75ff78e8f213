import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { clientCertificate } from '../../../client/methods/client-certificate.ts';
import { serve } from './support.ts';

test('C22 client-certificate: what a page can send, without a certificate, never becomes a WebSocket', async (t) => {
  const { endpoint } = await serve(t, 'client-certificate');
  assert.equal(clientCertificate.reach, 'none');
  const { url } = clientCertificate.open(endpoint);
  const webSocket = new WebSocket(url, { rejectUnauthorized: false });
  t.after(() => webSocket.terminate());
  const told: string[] = [];
  webSocket.on('open', () => told.push('open'));
  await new Promise<void>((resolve) => {
    webSocket.on('error', () => told.push('error'));
    webSocket.on('close', () => resolve());
  });
  assert.deepEqual(told, ['error']);
});
