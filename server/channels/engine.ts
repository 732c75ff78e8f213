/**
 * What keeps the channels: their messages, in order, and who is subscribed. Two engines do it, in this process's memory
 * and in Redis (memory.ts, redis.ts). What is delivered to whom is not their business but the broker's (broker.ts).
 */
import { randomBytes } from 'node:crypto';
import type { ChannelMessage, Member, Position } from '../../protocol/channels.ts';

/** A message as it is kept: its data are JSON. */
export interface Stored extends Omit<ChannelMessage, 'data'> {
  readonly data: string;
}

/** A message that is to be published. */
export type Unpublished = Omit<Stored, 'offset' | 'at'>;

export interface Published {
  readonly offset: number;
  /** Whether the same user had published it before, and it was not stored again. */
  readonly duplicate: boolean;
}

/** Where a channel is. */
export interface State extends Position {
  /** Offset of the oldest message that can still be read; that of the next message if there is none. */
  readonly oldest: number;
}

export interface Page extends State {
  /** In order, without a gap. */
  readonly messages: readonly Stored[];
}

/** What an engine tells about a channel that somebody listens to. Any of it may be lost on the way. */
export type News =
  | { readonly type: 'message'; readonly epoch: string; readonly message: Stored }
  /** Somebody comes or goes at another node. */
  | { readonly type: 'enter' | 'leave'; readonly member: Member };

export interface Present {
  readonly others: readonly Member[];
  readonly own: readonly Member[];
}

/** How much of a channel is kept. */
export interface Window {
  readonly messages: number;
  readonly seconds: number;
}

/**
 * A subscriber may have missed a window full of the longest messages in each of many channels: no more of it is held for
 * them at once.
 */
export const PAGE_BYTES = 128 * 1024;

/** Each question rejects with `Unavailable` if the engine is away or full. */
export interface Engine {
  /** Gives a message its number, keeps it and tells all listeners; unless the same user has published it already. */
  publish(channel: string, message: Unpublished): Promise<Published>;
  /**
   * Reads messages after an offset: at least one if there is any, and no more once there are `PAGE_BYTES` of data.
   *
   * @param most - how many at once
   */
  read(channel: string, after: number, most: number): Promise<Page>;
  /** Notes that members are subscribed here, and tells other nodes of those that were not. @returns where the channel is */
  enter(channel: string, members: readonly Member[]): Promise<State>;
  /** Notes that a member is gone, and tells other nodes. If it cannot, they will not see the member for long. */
  leave(channel: string, member: Member): void;
  /** Where the channel is, who is subscribed at other nodes that live, and who is noted as subscribed here. */
  look(channel: string): Promise<State & Present>;
  /** Listens to a channel. A channel that somebody listens to keeps its epoch. @returns what ends it */
  listen(channel: string, listener: (news: News) => void): () => void;
  /** Whether news may be lost, and nodes may die: then one has to look now and then. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

/** A name for the memory of a channel that has none yet. It is no secret. */
export function newEpoch(): string {
  return randomBytes(9).toString('base64url');
}
