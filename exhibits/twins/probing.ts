/**
 * `POST /probe/<lab or zoo>/<name>`: has the probe look at this lab or at a faulty server of its zoo, in this process, and
 * tells each verdict as it comes. One run at a time: two would see each other in what they measure.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { ProbeEvent, ProbeTarget } from '../../protocol/probe.ts';
import { createStreams } from '../../server/web/streams.ts';
import type { Lab } from './support/looks.ts';
import { createTurns } from './support/turns.ts';

/** Runs that are told of at the same time, waiting ones included. */
const places = { inAll: 16, perAddress: 16 };

export interface Probing {
  /** `GET /probe`: what can be probed. */
  readonly list: RequestHandler;
  readonly route: RequestHandler;
  /** Breaks off what is going on. */
  close(): void;
}

/** @param addressOf - the key under which a client is counted */
export function createProbing(lab: () => Lab, addressOf: (request: IncomingMessage) => string): Probing {
  const streams = createStreams(addressOf, places);
  const turns = createTurns<ProbeTarget>();
  // Loaded when somebody asks: a development start does not wait for it.
  const looks = () => import('./support/looks.ts');

  return {
    close: streams.close,
    async list(_request, response) {
      response.json((await looks()).list);
    },
    async route(request, response, next) {
      const { look, readTarget } = await looks();
      const target = readTarget(request.params.kind, request.params.name);
      if (target === undefined) return next();
      const gone = new AbortController();
      const stream = streams.open(request, response, { closed: () => gone.abort() });
      if (!stream) return;
      const tell = (event: ProbeEvent) => stream.send(JSON.stringify(event));
      const end = await turns.take('probe', target, gone.signal, (behind) =>
        tell({ type: 'waiting', behind }),
      );
      if (!end) {
        tell({ type: 'failed', problem: 'Too many runs are waiting. Press again when one is over.' });
        return stream.end();
      }
      try {
        await look(target, lab(), tell, gone.signal);
      } finally {
        end();
        stream.end();
      }
    },
  };
}
