/** WebSocket frames, and a client of TCP, TLS, HTTP/1.1 and WebSocket that sends whatever bytes it is told to send. */
export { Connection, type ConnectOptions, connect } from './connection.ts';
export {
  closePayload,
  type Frame,
  FrameReader,
  type FrameToWrite,
  opcodes,
  readClosePayload,
  writeFrame,
} from './frames.ts';
export {
  type Answer,
  ask,
  type Head,
  type HeaderFields,
  type Question,
  readAnswer,
  readBody,
  readHead,
  writeHead,
} from './http.ts';
export { cutter, headLength, lineLength, recordLength } from './units.ts';
export {
  acceptOf,
  handshake,
  openWebSocket,
  type Refusal,
  WebSocketClient,
  type WebSocketEvent,
  type WebSocketOptions,
} from './websocket.ts';
