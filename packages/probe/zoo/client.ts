/** A client of the zoo, from its 101 on. */
import type { Duplex } from 'node:stream';
import { constants, inflateRawSync } from 'node:zlib';
import { closePayload, type Frame, FrameReader, opcodes, writeFrame } from '@websocket-auth-lab/wire';
import type { Accounts } from './accounts.ts';
import type { Rules } from './rules.ts';

const MOST_QUEUED = 16;

export interface Surroundings {
  readonly rules: Rules;
  readonly accounts: Accounts;
  readonly everybody: Set<Client>;
  readonly deflates: boolean;
  readonly server: { crash(): void };
  counted(failed: boolean): void;
}

export class Client {
  state: 'waiting' | 'checking' | 'in' | 'closed' = 'waiting';
  user: string | undefined;
  credential: string | undefined;
  readonly #socket: Duplex;
  readonly #around: Surroundings;
  readonly #queue: string[] = [];
  #parts: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #bytes = 0;

  /** @param user - whom the handshake has authenticated; without one the first message has to */
  constructor(socket: Duplex, around: Surroundings, user?: { name: string; credential: string | undefined }) {
    this.#socket = socket;
    this.#around = around;
    around.everybody.add(this);
    socket.on('close', () => {
      this.state = 'closed';
      clearTimeout(this.#timer);
      clearTimeout(this.#expiry);
      around.everybody.delete(this);
    });
    const reader = new FrameReader((frame) => this.#take(frame), 100 * 1_048_576);
    socket.on('data', (bytes: Buffer) => {
      if (this.state !== 'in' && around.rules.renewsDeadline) this.#startDeadline();
      reader.push(bytes);
    });
    if (user) this.#open(user.name, user.credential);
    else this.#startDeadline();
  }

  send(text: string): void {
    if (this.state !== 'closed') this.#write(opcodes.text, text);
  }

  /** The answer to a message of a client that is in. */
  answer(text: string): void {
    let msg: unknown = text;
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) msg = Reflect.get(value, 'msg');
    } catch {
      this.send('{"refused":"no JSON"}');
      return;
    }
    this.send(JSON.stringify({ user: this.user ?? 'nobody', msg }));
  }

  close(code: number, reason = ''): void {
    if (this.state === 'closed') return;
    this.#write(opcodes.close, closePayload(code, reason));
    this.state = 'closed';
    const { closeGraceMs } = this.#around.rules;
    if (closeGraceMs > 0) setTimeout(() => this.#socket.destroy(), closeGraceMs).unref();
  }

  answerClose(payload: Buffer): void {
    if (this.state !== 'closed') this.#write(opcodes.close, payload);
    this.state = 'closed';
    this.#socket.end();
  }

  cut(): void {
    this.#socket.destroy();
  }

  #isTooLong(length: number): boolean {
    const { mostOfFirst, mostOfMessage } = this.#around.rules;
    return this.#bytes + length > (this.state === 'in' ? mostOfMessage : mostOfFirst);
  }

  /** From now on this client is somebody. */
  become(user: string): void {
    this.user = user;
  }

  #write(opcode: number, payload: string | Buffer): void {
    if (this.#socket.writable) this.#socket.write(writeFrame({ opcode, payload }));
  }

  #startDeadline(): void {
    clearTimeout(this.#timer);
    const { deadlineMs, reject } = this.#around.rules;
    if (deadlineMs === 0) return;
    this.#timer = setTimeout(() => {
      if (this.state === 'waiting' || this.state === 'checking') reject(this, undefined);
    }, deadlineMs);
  }

  #take({ maskingKey, rsv, opcode, fin, payload }: Frame): void {
    const { rules, deflates } = this.#around;
    if (opcode === opcodes.close && this.state === 'closed') return void this.#socket.end();
    if (this.state === 'closed') return;
    const violation = rules.violation({
      masked: maskingKey !== undefined,
      rsv: deflates ? rsv & 3 : rsv,
      opcode,
      fin,
      payload,
    });
    if (violation !== undefined) return this.close(violation);
    if (this.#isTooLong(payload.length)) return this.close(1009);
    if (opcode === opcodes.close) return rules.closeFrame(this, payload);
    if (opcode === opcodes.ping) return this.#write(opcodes.pong, payload);
    if (opcode === opcodes.pong) return;
    this.#parts.push(payload);
    this.#bytes += payload.length;
    if (!fin) return;
    const whole = Buffer.concat(this.#parts.splice(0));
    this.#bytes = 0;
    const bytes =
      deflates && rsv & 4 ? inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH }) : whole;
    if (opcode === opcodes.binary) return this.close(1003);
    let text: string;
    try {
      text = rules.decode(bytes);
    } catch {
      return this.close(1007);
    }
    this.#message(text);
  }

  #message(text: string): void {
    const { rules } = this.#around;
    if (this.state === 'in') return this.#handle(text);
    const what = rules.early(this, text);
    if (what === 'answer') return this.answer(text);
    if (what === 'credential') return void this.#check(text);
    if (this.#queue.push(text) > MOST_QUEUED) rules.reject(this, undefined);
  }

  #handle(text: string): void {
    const { rules, everybody, server } = this.#around;
    try {
      rules.message(this, text, everybody);
    } catch {
      rules.failed(server, 'handler');
    }
  }

  async #check(text: string): Promise<void> {
    const { rules, accounts, server } = this.#around;
    this.state = 'checking';
    let credential: unknown;
    try {
      credential = rules.parse(text);
    } catch (error) {
      rules.failed(server, 'handler');
      return rules.reject(this, undefined, error);
    }
    // As where a database is asked.
    await new Promise(setImmediate);
    const user = await rules.check(credential, accounts);
    if (this.state !== 'checking') return;
    this.#around.counted(user === undefined);
    if (user === undefined) {
      this.state = 'waiting';
      return rules.reject(this, credential);
    }
    this.#open(user, typeof credential === 'string' ? credential : undefined, rules.acknowledge(credential));
  }

  #open(user: string, credential: string | undefined, acknowledgement?: string): void {
    const { rules, accounts } = this.#around;
    this.state = 'in';
    this.user = user;
    this.credential = credential;
    clearTimeout(this.#timer);
    const endsAt = credential === undefined ? undefined : accounts.find(credential)?.endsAt;
    if (endsAt !== undefined && rules.endsExpired) {
      this.#expiry = setTimeout(() => this.close(3008, 'expired'), endsAt - Date.now());
    }
    if (acknowledgement !== undefined) this.send(acknowledgement);
    for (const text of this.#queue.splice(0)) this.#handle(text);
  }
}
