/** Who is subscribed to one channel, at whichever node, and what those who may see it are told. */
import {
  channelLimits,
  type Member,
  type PresenceEvent,
  type PresenceSeen,
} from '../../protocol/channels.ts';

export class Presence {
  readonly #tell: (event: PresenceEvent) => void;
  /** By connection. */
  readonly #members = new Map<string, Member>();
  /**
   * Whether they are too many for anybody to be told of each. Among thousands that would be millions of messages, all of
   * them at once when a node dies.
   */
  #isCrowd = false;

  /** @param tell - tells everybody at this node who may see who is there */
  constructor(tell: (event: PresenceEvent) => void) {
    this.#tell = tell;
  }

  get seen(): PresenceSeen {
    return this.#isCrowd ? { crowd: true } : { present: [...this.#members.values()] };
  }

  enter(member: Member): void {
    if (this.#members.has(member.client)) return;
    this.#members.set(member.client, member);
    this.#changed({ event: 'enter', ...member });
  }

  leave(member: Member): void {
    if (this.#members.delete(member.client)) this.#changed({ event: 'leave', ...member });
  }

  /** Compares who is there with who was thought to be. */
  compare(there: readonly Member[]): void {
    const clients = new Set(there.map(({ client }) => client));
    for (const member of there) this.enter(member);
    for (const member of this.#members.values()) if (!clients.has(member.client)) this.leave(member);
  }

  #changed(event: PresenceEvent): void {
    const wasCrowd = this.#isCrowd;
    this.#isCrowd = this.#members.size > (wasCrowd ? channelLimits.room : channelLimits.crowd);
    if (wasCrowd && this.#isCrowd) return;
    if (wasCrowd) this.#tell({ event: 'room', present: [...this.#members.values()] });
    else this.#tell(this.#isCrowd ? { event: 'crowd' } : event);
  }
}
