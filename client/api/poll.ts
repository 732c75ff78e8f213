/** What pages ask the server about a poll: the presenter's, and those of the room. */
import { type Asked, type NewPoll, POLLS_PATH, type PollAnswer, type Tally } from '../../protocol/poll.ts';
import { member } from './lab.ts';

/** @returns undefined where the server has no polls, or too many */
export async function beginPoll(): Promise<NewPoll | undefined> {
  const answer = await ask('POST', '', {});
  const told = await answer?.json().catch(() => undefined);
  const [poll, key] = [member(told, 'poll'), member(told, 'key')];
  return typeof poll === 'string' && typeof key === 'string' ? { poll, key } : undefined;
}

/** @returns whether there is such a poll */
export async function askRoom({ poll, key }: NewPoll, asked: Asked): Promise<boolean> {
  return (await ask('PUT', `/${poll}`, asked, key))?.ok === true;
}

/** @returns undefined where the poll is over, or the server away */
export async function countAnswers({ poll, key }: NewPoll): Promise<Tally | undefined> {
  const answer = await ask('GET', `/${poll}`, undefined, key);
  const told = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
  const asked = parseAsked(told);
  const counts = member(told, 'counts');
  if (!asked || !Array.isArray(counts)) return undefined;
  return { ...asked, counts: counts.filter((count) => typeof count === 'number') };
}

/** @returns `gone` where there is no such poll, `lost` where the server does not answer */
export async function readAsked(poll: string): Promise<Asked | 'gone' | 'lost'> {
  const answer = await ask('GET', `/${poll}`);
  if (!answer) return 'lost';
  return (answer.ok && parseAsked(await answer.json().catch(() => undefined))) || 'gone';
}

/** @returns the status of the answer; 0 where there was none */
export async function giveAnswer(poll: string, answer: PollAnswer): Promise<number> {
  return (await ask('POST', `/${poll}/answers`, answer))?.status ?? 0;
}

function ask(method: string, path: string, body?: object, key?: string): Promise<Response | undefined> {
  return fetch(`${POLLS_PATH}${path}`, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => undefined);
}

function parseAsked(told: unknown): Asked | undefined {
  const [question, options, open] = ['question', 'options', 'open'].map((name) => member(told, name));
  const isAsked =
    (typeof question === 'string' || question === null) &&
    typeof options === 'number' &&
    typeof open === 'boolean';
  return isAsked ? { question, options, open } : undefined;
}
