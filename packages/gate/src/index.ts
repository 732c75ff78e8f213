/**
 * The gate: nobody speaks before the first message proves who they are. It knows no HTTP, no logger and no library,
 * and imports nothing: the bindings beside it fit it to ws and crossws.
 */
export { defineGate, type Gate } from './gate.ts';
export {
  type Closable,
  type Closing,
  type FailurePlace,
  type GatedSocket,
  type GateOptions,
  type GateSocket,
  gateDefaults,
  type Handshake,
  type HandshakeRequest,
  type Nobody,
  type OpenSocket,
  type Parsed,
  type Receive,
} from './options.ts';
