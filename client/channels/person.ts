/** One of the two: a client of channels, and all that is known of how it fares. Knows no page. */
import {
  createChannels,
  type Member,
  type Position,
  type Refusal,
  type Socket,
  type State,
} from './client.ts';
import type { Happening } from './facts.ts';
import { watch } from './watched.ts';

/** Most messages and notes that are kept for the pane. */
const MOST_SHOWN = 50;

/** What is listed in the pane of a person. */
export type Item =
  | { readonly type: 'message'; readonly offset: number; readonly user: string; readonly data: unknown }
  /** Came back. */
  | { readonly type: 'recovered'; readonly missed: number }
  | { readonly type: 'anew' }
  | { readonly type: 'notPublished'; readonly why: Refusal };

/** How somebody fares at a moment. */
export interface Fares {
  readonly state: State | { readonly type: 'away' | 'cut' };
  /** The last message that arrived. */
  readonly at: Position | undefined;
  /** Who is there; undefined where they are too many. */
  readonly present: readonly Member[] | undefined;
  /** The last of what is to be listed. */
  readonly items: readonly Item[];
  /** Numbers of all messages that were given in this run, in the order in which they came. */
  readonly offsets: readonly number[];
  /** Whether the last subscription gave what was missed; undefined before there was one. */
  readonly recovered: boolean | undefined;
  /** Why the channel was refused. */
  readonly refused: Refusal | undefined;
  /** Messages that are not published yet. */
  readonly unpublished: number;
}

export interface Person {
  readonly fares: Fares;
  /** Begins anew in a room, without coming in. @param history - how many of the last messages are wanted */
  begin(channel: string, history?: number): void;
  /** Comes in, or back. */
  comeIn(): void;
  cut(): void;
  publish(data: unknown): void;
}

export interface PersonParts {
  open(): Socket | Promise<Socket>;
  token(): Promise<string | undefined>;
  /** Told what happens. */
  tell(happening: Happening): void;
  /** Told that the person fares otherwise, after what made it so was told. */
  changed(fares: Fares): void;
}

/** Of somebody who has not come in. */
export const away: Fares = {
  state: { type: 'away' },
  at: undefined,
  present: [],
  items: [],
  offsets: [],
  recovered: undefined,
  refused: undefined,
  unpublished: 0,
};

export function createPerson({ open, token, tell, changed }: PersonParts): Person {
  let fares = away;
  let room = '';
  let channels = createChannels({ open, token });

  return {
    get fares() {
      return fares;
    },
    begin(channel, history = 0) {
      channels.disconnect();
      room = channel;
      // One list for the whole run: there may be a thousand of them within a second.
      const offsets: number[] = [];
      fares = { ...away, offsets };
      changed(fares);
      const own = createChannels({
        open: async () => watch(await open(), (happening) => own === channels && tell(happening)),
        token,
        state: (state) => change({ state }),
      });
      channels = own;
      const change = (next: Partial<Fares>, item?: Item) => {
        if (own !== channels) return;
        const items = item ? [...fares.items, item].slice(-MOST_SHOWN) : fares.items;
        fares = { ...fares, ...next, items };
        changed(fares);
      };
      own.subscribe(
        channel,
        {
          subscribed({ epoch, offset }, recovered) {
            const before = fares.at;
            const item = before && cameBack(before, offset, recovered);
            const at = recovered && before ? before : { epoch, offset };
            change({ at, recovered, present: [], refused: undefined }, item);
          },
          message({ offset, user, data }) {
            const at = { epoch: fares.at?.epoch ?? '', offset };
            offsets.push(offset);
            change({ at }, { type: 'message', offset, user, data });
          },
          present: (present) => change({ present }),
          refused: (refused) => change({ refused }),
        },
        { history },
      );
    },
    comeIn: () => channels.connect(),
    cut() {
      channels.disconnect();
      fares = { ...fares, state: { type: 'cut' }, present: [] };
      changed(fares);
    },
    publish(data) {
      const own = channels;
      const settle = (change: Partial<Fares>) => {
        if (own !== channels) return;
        fares = { ...fares, ...change, unpublished: fares.unpublished - 1 };
        changed(fares);
      };
      fares = { ...fares, unpublished: fares.unpublished + 1 };
      changed(fares);
      own.publish(room, data).then(
        () => settle({}),
        (why: Refusal) => settle({ items: [...fares.items, { type: 'notPublished', why }] }),
      );
    },
  };
}

function cameBack(before: Position, offset: number, recovered: boolean): Item {
  return recovered ? { type: 'recovered', missed: offset - before.offset } : { type: 'anew' };
}
