/**
 * The gate: nobody speaks before their first message has proven who they are. It knows no HTTP, no logger and no
 * library, and imports nothing. The bindings beside it connect it with ws and crossws.
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
