/** `/api/polls`: begin, ask, answer, count, end. */
import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { type Asked, isQuestionName, isVoter, MAX_OPTIONS, type PollAnswer } from '../../protocol/poll.ts';
import type { Polls, Taken } from './polls.ts';

/** Bytes. Nothing that is sent here is longer. */
const MAX_BODY_BYTES = 512;

const words = {
  notJson: 'Send JSON, with Content-Type: application/json.',
  notAsked: 'Send {"question":"…","options":…,"open":…}.',
  notAnswered: 'Send {"question":"…","voter":"…","choice":…}.',
  tooMany: 'Too many polls are under way. End one, or try again in a moment.',
  unknown: 'There is no such poll, or it is over.',
  late: 'This question is not being asked any more.',
  full: 'Too many have answered already.',
} as const;

const answerTo: Readonly<Record<Exclude<Taken, 'taken'>, readonly [status: number, words: string]>> = {
  unknown: [404, words.unknown],
  late: [409, words.late],
  full: [429, words.full],
};

/** A page of another site can send no JSON without asking first, and nobody here answers such a question. */
const jsonBody: RequestHandler[] = [
  (request, response, next) => {
    if (request.is('application/json')) next();
    else refuse(response, 415, words.notJson);
  },
  express.json({ limit: MAX_BODY_BYTES, inflate: false }),
];

/**
 * @param mayAsk - whether a request gets anything here at all; others are left to what comes next
 * @param addressOf - the key under which a client is counted
 */
export function createPollRouter(
  polls: Polls,
  mayAsk: (request: IncomingMessage) => boolean,
  addressOf: (request: IncomingMessage) => string,
): Router {
  const router = Router();
  router.use((request, response, next) => {
    if (!mayAsk(request)) return next('router');
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.post('/', jsonBody, (request: Request, response: Response) => {
    const begun = polls.begin(addressOf(request));
    if (begun) response.status(201).json(begun);
    else refuse(response, 429, words.tooMany, { 'Retry-After': '60' });
  });

  router
    .route('/:poll')
    .get((request: Request<{ poll: string }>, response) => {
      const { poll } = request.params;
      const key = keyIn(request);
      const told = key === undefined ? polls.asked(poll) : polls.tally(poll, key);
      if (told) response.json(told);
      else refuse(response, 404, words.unknown);
    })
    .put(jsonBody, (request: Request<{ poll: string }>, response: Response) => {
      const asked = parseAsked(request.body);
      if (!asked) return refuse(response, 400, words.notAsked);
      if (polls.ask(request.params.poll, keyIn(request) ?? '', asked)) response.status(204).end();
      else refuse(response, 404, words.unknown);
    })
    .delete((request: Request<{ poll: string }>, response) => {
      if (polls.end(request.params.poll, keyIn(request) ?? '')) response.status(204).end();
      else refuse(response, 404, words.unknown);
    });

  router.post('/:poll/answers', jsonBody, (request: Request<{ poll: string }>, response: Response) => {
    const answer = parseAnswer(request.body);
    if (!answer) return refuse(response, 400, words.notAnswered);
    const taken = polls.answer(request.params.poll, answer, addressOf(request));
    if (taken === 'taken') return void response.status(204).end();
    const [status, why] = answerTo[taken];
    refuse(response, status, why);
  });
  return router;
}

function refuse(response: Response, status: number, why: string, headers: Record<string, string> = {}): void {
  response.status(status).set(headers).type('text').send(`${why}\n`);
}

function keyIn({ headers }: Request<object>): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

function parseAsked(body: unknown): Asked | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { question, options, open }: Partial<Record<keyof Asked, unknown>> = body;
  const isAsked =
    typeof question === 'string' &&
    isQuestionName(question) &&
    isCount(options) &&
    options >= 2 &&
    options <= MAX_OPTIONS &&
    typeof open === 'boolean';
  return isAsked ? { question, options, open } : undefined;
}

function parseAnswer(body: unknown): PollAnswer | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { question, voter, choice }: Partial<Record<keyof PollAnswer, unknown>> = body;
  const isAnswer =
    typeof question === 'string' &&
    isQuestionName(question) &&
    typeof voter === 'string' &&
    isVoter(voter) &&
    isCount(choice);
  return isAnswer ? { question, voter, choice } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
