/** Fits the gate to ws. It decides nothing: it describes the socket in three members and forwards three events. */
import type { WebSocket } from 'ws';
import { Gate, type GateRules } from './gate.ts';

const textFrame = { binary: false };

/**
 * Puts a gate before a socket. Call it synchronously in ws's `connection` event or `handleUpgrade` callback: a
 * first frame may have arrived in the same TCP segment as the handshake.
 */
export function guard<Identity, Connection>(
  webSocket: WebSocket,
  rules: GateRules<Identity, Connection>,
  connection: Connection,
): Gate<Identity, Connection> {
  const gate = new Gate(
    {
      send: (data) => webSocket.send(data, textFrame),
      close: (code, reason) => webSocket.close(code, reason),
      terminate: () => webSocket.terminate(),
    },
    rules,
    connection,
  );
  webSocket.on('message', (data, isBinary) => {
    // Always a Buffer: ws delivers other types only when binaryType is changed.
    if (Buffer.isBuffer(data)) gate.message(data, isBinary);
  });
  webSocket.on('error', () => gate.violated());
  webSocket.on('close', () => gate.disconnected());
  return gate;
}
