/** The limits of one connection: its rate of messages, its unread answers, and whether anybody is still there. */
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Closable, Closing } from '@websocket-auth-lab/gate';
import type { WebSocket } from 'ws';
import { closes, type cuts } from '../../protocol/outcomes.ts';
import { turnNow } from '../basics/turn.ts';
import type { Beating, Heartbeat } from '../limits/heartbeat.ts';
import { MessageRate } from '../limits/message-rate.ts';
import { passOn, sendFrame, sendText, unknownBytes } from '../net/send.ts';

export interface TrafficLimits {
  /** Most messages and pings per second; 0 is no limit. */
  readonly messageRate: number;
  /** Most bytes that were sent to a client and not yet read by it; 0 is no limit. */
  readonly maxBacklogBytes: number;
  readonly heartbeat: Heartbeat;
}

/** Why a connection was ended: an entry of protocol/outcomes.ts. */
export type TrafficCause = 'rateLimited' | keyof typeof cuts;

/** Milliseconds in which a client that is over the limit must read enough to be below it again. */
const CATCH_UP_MS = 1000;

/** Messages that are still read after the close frame: a client goes on sending until it has seen it. */
const MAX_IGNORED = 1000;

/** What `Traffic` needs of the gate of its connection. */
export interface Guarding extends Closable {
  arrived(bytes: number): boolean;
}

/**
 * Length of a client's control frame without its payload: two bytes, and four for the masking key (RFC 6455, section
 * 5.2).
 */
const CONTROL_BYTES = 6;

export class Traffic implements Beating {
  awaitsPong = false;
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #rate: MessageRate;
  readonly #maxBacklogBytes: number;
  readonly #ended: (cause: TrafficCause) => void;
  #gate: Guarding | undefined;
  #breach: Closing = closes.rateLimited;
  #stopCounting: (() => void) | undefined;
  #catchUp: ReturnType<typeof setTimeout> | undefined;
  #ignored = 0;
  #draining: Promise<void> = Promise.resolve();

  /**
   * @param socket - the socket below `webSocket`
   * @param ended - told the cause before a limit ends the connection
   */
  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    limits: TrafficLimits,
    ended: (cause: TrafficCause) => void,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#rate = new MessageRate(limits.messageRate);
    this.#maxBacklogBytes = limits.maxBacklogBytes || Number.POSITIVE_INFINITY;
    this.#ended = ended;
    limits.heartbeat.join(this);
    // Before the listener of ws, which ends the other side as well.
    socket.prependListener('end', passOn);
    // ws answers each ping with a pong, so a ping costs what a message costs.
    webSocket.on('ping', ({ length }) => {
      this.#gate?.arrived(-length - CONTROL_BYTES);
      if (this.takes()) this.#checkBacklog();
    });
    webSocket.on('pong', ({ length }) => {
      this.#gate?.arrived(-length - CONTROL_BYTES);
      this.awaitsPong = false;
      this.takes();
    });
    webSocket.on('close', () => {
      limits.heartbeat.leave(this);
      clearTimeout(this.#catchUp);
    });
  }

  /** @param refusal - closes a connection that goes over the rate before it is authenticated */
  guardedBy(gate: Guarding, refusal: Closing): void {
    this.#gate = gate;
    this.#breach = refusal;
    const count = ({ length }: Buffer) => {
      if (!gate.arrived(length)) this.#webSocket.pause();
    };
    // This listener runs after the one of ws, so pings and pongs in these bytes have been subtracted by then.
    this.#socket.on('data', count);
    this.#stopCounting = () => this.#socket.off('data', count);
  }

  authenticated(): void {
    this.#breach = closes.rateLimited;
    this.#stopCounting?.();
    this.#stopCounting = undefined;
  }

  /** Counts one message. @returns whether it may be acted on; if not, the connection has been closed */
  takes(): boolean {
    if (this.#rate.take(turnNow())) return true;
    if (this.#webSocket.readyState === this.#webSocket.OPEN) {
      this.#ended('rateLimited');
      this.#gate?.close(this.#breach);
    } else if (++this.#ignored > MAX_IGNORED) {
      // The rest of a flood is not read: parsing it would keep the server busy until the connection is cut off.
      this.#webSocket.pause();
    }
    return false;
  }

  /** Sends one text message. If it is given as bytes, they must be valid UTF-8. */
  send(data: string | Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    sendText(this.#socket, data);
    this.#checkBacklog();
  }

  /** Sends one whole text frame, as `sendFrame` takes it. */
  sendFrame(frame: Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    sendFrame(this.#socket, frame);
    this.#checkBacklog();
  }

  /**
   * Resolves when what was sent has left this process, or the connection is gone. Of several who wait, one after the other
   * has its turn, and waits for what the one before has sent then.
   */
  drained(): Promise<void> {
    this.#draining = this.#draining.then(() => this.#drain());
    return this.#draining;
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop sends leaves at its end.
    await nextTurn();
    const socket = this.#socket;
    if (!socket.writableNeedDrain || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }

  ping(): void {
    this.#webSocket.ping();
  }

  lost(): void {
    this.#cutOff('noPong');
  }

  /**
   * Even a client that reads as fast as it can is over the limit for a moment, because Node reads megabytes in one go
   * and writes the answers afterwards. So nothing more is read from the client, and it has a second to catch up.
   */
  #checkBacklog(): void {
    if (!this.#isOver() || this.#catchUp !== undefined) return;
    this.#webSocket.pause();
    const resume = () => {
      clearTimeout(this.#catchUp);
      this.#catchUp = undefined;
      if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.resume();
    };
    this.#catchUp = setTimeout(() => {
      if (this.#isOver()) return this.#cutOff('backlogTooLarge');
      this.#socket.off('drain', resume);
      resume();
    }, CATCH_UP_MS);
    this.#socket.once('drain', resume);
  }

  #isOver(): boolean {
    return this.#webSocket.bufferedAmount + unknownBytes(this.#socket) > this.#maxBacklogBytes;
  }

  #cutOff(cause: TrafficCause): void {
    this.#ended(cause);
    this.#webSocket.terminate();
  }
}
