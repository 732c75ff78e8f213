/** `POST /run/<attack>?fixed=0|1`: plays an attack in this process, and tells it as it happens. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Position, RunEvent } from '../../../protocol/attack-facts.ts';
import { type AttackEntry, type AttackName, attacks, isAttackName } from '../../../protocol/exhibits.ts';
import { createStreams } from '../../../server/web/streams.ts';
import { createTurns } from './turns.ts';

/** Runs that are told of at the same time, waiting ones included. */
const limits = { inAll: 32, perAddress: 32 };

/** Milliseconds for which the harm is kept to be looked at, if nobody has enough of it before. */
const HOLD_MS = 120_000;

/**
 * Lets pages of these origins ask, and nobody else.
 *
 * @param allowed - a request without Origin is no other page's, and refused
 */
export function onlyFrom(allowed: () => readonly string[]): RequestHandler {
  return ({ headers: { origin } }, response, next) => {
    if (origin === undefined || !allowed().includes(origin)) {
      response.status(403).json({ problem: 'Only pages of this lab may ask for this.' });
      return;
    }
    response.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
    next();
  };
}

export interface Runner {
  readonly route: RequestHandler;
  /** Breaks off what is being played. */
  close(): void;
}

/**
 * @param page - the real server's page, the target
 * @param addressOf - the key under which a client is counted
 */
export function createRunner(page: () => string, addressOf: (request: IncomingMessage) => string): Runner {
  const streams = createStreams(addressOf, limits);
  const turns = createTurns<Position>();
  /** Ends what is kept on the twins for somebody to look at. */
  let release = () => {};

  return {
    close: streams.close,
    async route(request, response, next) {
      const { name, fixed } = readPosition(request.params.name, request.query.fixed);
      if (name === undefined || fixed === undefined) return next();
      const gone = new AbortController();
      const stream = streams.open(request, response, { closed: () => gone.abort() });
      if (!stream) return;
      const tell = (event: RunEvent) => stream.send(JSON.stringify(event));
      const position = { name, fixed };
      const { isCrowd }: AttackEntry = attacks[name];
      const end = await turns.take(placeOf(name), position, gone.signal, (behind) =>
        tell({ type: 'waiting', behind }),
      );
      if (!end) {
        tell({ type: 'failed', problem: 'Too many attacks are waiting. Press again when one is over.' });
        return stream.end();
      }
      try {
        // Who fills the twins needs them empty. The real server has seats of its own.
        if (isCrowd && !isPlayedOnTheRealServer(position)) release();
        tell({ type: 'began', run: randomUUID() });
        const [{ runAttack }, { CannotRun }] = await Promise.all([
          import('../../attacks/run.ts'),
          import('../../attacks/attack.ts'),
        ]);
        let isTold = false;
        const verdict = await runAttack({
          ...position,
          page: page(),
          signal: gone.signal,
          told: (fact) => tell({ type: 'fact', fact }),
          measured: (echoMs) => tell({ type: 'measured', echoMs }),
          async hold(held) {
            isTold = true;
            tell({ type: 'ended', verdict: held, holds: true });
            end();
            await new Promise<void>((resolve) => {
              release = resolve;
              setTimeout(resolve, HOLD_MS).unref();
              gone.signal.addEventListener('abort', () => resolve());
            });
            tell({ type: 'released' });
          },
        }).catch((error: unknown) => {
          if (!(error instanceof CannotRun)) throw error;
          tell({ type: 'failed', problem: error.message });
        });
        if (verdict && !isTold) tell({ type: 'ended', verdict, holds: false });
      } finally {
        end();
        stream.end();
      }
    },
  };
}

/** What is there once: crowds share seats, charts and the processor, and of the others these share a log. */
function placeOf(name: AttackName): string {
  const { isCrowd }: AttackEntry = attacks[name];
  if (isCrowd) return 'crowd';
  return name === 'ticket-replay' ? 'log-replay' : name;
}

/** A crowd whose fix has a pool of its own plays on the twins even then. */
function isPlayedOnTheRealServer({ name, fixed }: Position): boolean {
  return fixed && name !== 'crowded-out';
}

function readPosition(name: unknown, fixed: unknown = '0'): Partial<Position> {
  return {
    ...(typeof name === 'string' && isAttackName(name) && { name }),
    ...((fixed === '0' || fixed === '1') && { fixed: fixed === '1' }),
  };
}
