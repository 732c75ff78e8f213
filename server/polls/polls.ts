/** Polls of a room: what is asked, and how often each answer was given. Knows no HTTP. */
import { randomBytes } from 'node:crypto';
import { sameSecret } from '@websocket-auth-lab/gate/same-secret';
import type { Asked, NewPoll, PollAnswer, Tally } from '../../protocol/poll.ts';

export interface PollLimits {
  /** Polls at a time. */
  readonly polls: number;
  readonly pollsPerAddress: number;
  /** Answers to one question: a large hall. */
  readonly answers: number;
  /** Answers to one question from one address: a class behind one. */
  readonly answersPerAddress: number;
  /** Milliseconds after which a poll is gone whose presenter says nothing any more. */
  readonly quietMs: number;
}

export const pollLimits: PollLimits = {
  polls: 20,
  pollsPerAddress: 3,
  answers: 500,
  answersPerAddress: 200,
  quietMs: 60_000,
};

/** What came of an answer: `late` where another question is asked by now, or answers are no longer taken. */
export type Taken = 'taken' | 'late' | 'full' | 'unknown';

export interface Polls {
  /** @returns undefined where there are too many; `address` is the key under which a client is counted */
  begin(address: string): NewPoll | undefined;
  /** Asks another question, or the same anew, or stops taking answers. @returns false where poll and key do not belong together */
  ask(poll: string, key: string, asked: Asked): boolean;
  asked(poll: string): Asked | undefined;
  /** What was answered. @returns undefined where poll and key do not belong together */
  tally(poll: string, key: string): Tally | undefined;
  answer(poll: string, answer: PollAnswer, address: string): Taken;
  /** Forgets a poll. @returns false where poll and key do not belong together */
  end(poll: string, key: string): boolean;
  /** Forgets them all. */
  close(): void;
}

interface Poll {
  readonly key: string;
  readonly address: string;
  /** Ends it. */
  timer: ReturnType<typeof setTimeout>;
  asked: Asked;
  answers: Map<string, number>;
  /** How many phones of each address have answered; not which. */
  perAddress: Map<string, number>;
}

const nothingAsked: Asked = { question: null, options: 0, open: false };

export function createPolls(limits: PollLimits = pollLimits): Polls {
  const polls = new Map<string, Poll>();

  const endLater = (id: string) => setTimeout(forget, limits.quietMs, id).unref();

  /** The poll of who shows its key. Whoever does is still there. */
  const own = (id: string, key: string): Poll | undefined => {
    const poll = polls.get(id);
    if (!poll || !sameSecret(key, poll.key)) return undefined;
    clearTimeout(poll.timer);
    poll.timer = endLater(id);
    return poll;
  };

  const forget = (id: string) => {
    clearTimeout(polls.get(id)?.timer);
    polls.delete(id);
  };

  return {
    begin(address) {
      const ofAddress = [...polls.values()].filter((poll) => poll.address === address).length;
      if (polls.size >= limits.polls || ofAddress >= limits.pollsPerAddress) return undefined;
      const id = randomBytes(9).toString('base64url');
      const key = randomBytes(32).toString('base64url');
      const empty = { asked: nothingAsked, answers: new Map(), perAddress: new Map() };
      polls.set(id, { key, address, timer: endLater(id), ...empty });
      return { poll: id, key };
    },
    ask(id, key, asked) {
      const poll = own(id, key);
      if (!poll) return false;
      const isSame = asked.question === poll.asked.question && asked.options === poll.asked.options;
      const isReopened = asked.open && !poll.asked.open;
      if (!isSame || isReopened) {
        poll.answers = new Map();
        poll.perAddress = new Map();
      }
      poll.asked = asked;
      return true;
    },
    asked: (id) => polls.get(id)?.asked,
    tally(id, key) {
      const poll = own(id, key);
      if (!poll) return undefined;
      const counts = Array<number>(poll.asked.options).fill(0);
      for (const choice of poll.answers.values()) counts[choice] = (counts[choice] ?? 0) + 1;
      return { ...poll.asked, counts };
    },
    answer(id, { question, voter, choice }, address) {
      const poll = polls.get(id);
      if (!poll) return 'unknown';
      const { asked, answers, perAddress } = poll;
      if (!asked.open || question !== asked.question || choice >= asked.options) return 'late';
      if (!answers.has(voter)) {
        const ofAddress = perAddress.get(address) ?? 0;
        if (answers.size >= limits.answers || ofAddress >= limits.answersPerAddress) return 'full';
        perAddress.set(address, ofAddress + 1);
      }
      answers.set(voter, choice);
      return 'taken';
    },
    end(id, key) {
      const isOwn = own(id, key) !== undefined;
      if (isOwn) forget(id);
      return isOwn;
    },
    close() {
      for (const id of [...polls.keys()]) forget(id);
    },
  };
}
