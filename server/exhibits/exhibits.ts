/**
 * The exhibits: a weak twin of each method, and the attacker's site. On loopback only, whatever `--host` says, and
 * never in a production start: nothing but `--dev` and the tests hand `openExhibits` to a lab.
 */
import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { gateDefaults } from '@websocket-auth-lab/gate';
import type { Router } from 'express';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { closes, refusals } from '../../protocol/outcomes.ts';
import type { Services } from '../connection.ts';
import { httpLimits, openDoors } from '../door.ts';
import { createWebServer } from '../https.ts';
import { createAdmission } from '../limits/admission.ts';
import { createAuthFailures } from '../limits/auth-failures.ts';
import { addressKey } from '../limits/client-address.ts';
import { createSeats } from '../limits/connections.ts';
import { createBoard } from '../observe/board.ts';
import { createMetrics } from '../observe/metrics.ts';
import type { Traces } from '../observe/trace.ts';
import { errorCode } from '../system-error.ts';
import type { TlsMaterial } from '../tls.ts';
import { type Endpoint, routeUpgrades } from '../upgrade/router.ts';
import { startInnerService } from './inner-service.ts';
import { isLocal } from './local-only.ts';
import { createRunner, onlyFrom } from './run.ts';
import { createAttackerSite, createVictimSite } from './site.ts';
import { createTwins } from './twins.ts';

export interface ExhibitSettings {
  /** Of the attacker's site; the twins have the next three. One that is taken is replaced by a free one, as is 0. */
  readonly port: number;
  readonly tls: TlsMaterial | undefined;
  /** Of the real server. */
  readonly services: Services;
  readonly traces: Traces;
  /** The auth server, where it runs in this process. */
  readonly auth: Router | undefined;
}

export interface Exhibits {
  /** Of the attacker's site, as in `https://localhost:5681`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** @throws the error of `net` when no port can be had */
export type OpenExhibits = (settings: ExhibitSettings) => Promise<Exhibits>;

/** Even what is weak on purpose must not take this machine's memory. Who takes it all is not asked. */
const seatLimits = { perAddress: 0, inAll: 240, unauthenticated: 0 };

export const openExhibits: OpenExhibits = async ({ port, tls, traces, auth, ...settings }) => {
  const seats = createSeats(seatLimits);
  // Of its own: the figures of the real server are not to count these.
  const metrics = createMetrics(seats);
  const board = createBoard(metrics.figures, isLocal);
  const services: Services = {
    ...settings.services,
    metrics,
    allowOrigin: [],
    trustProxy: 0,
    connections: new Set(),
  };
  const { log, pagePort } = services;
  const inside = await startInnerService();
  const twins = createTwins(services, inside.port);
  const ports = { attacker: 0, twins: 0, certificate: 0, plain: 0 };
  const closing: (() => Promise<void>)[] = [
    async () => metrics.close(),
    async () => board.close(),
    inside.close,
  ];
  const close = async () => {
    await Promise.all(closing.map((end) => end()));
  };

  const address = (scheme: string, at: number, host = 'localhost') =>
    `${scheme}${tls ? 's' : ''}://${host}:${at}`;
  const facts = (): ExhibitFacts => ({
    page: address('http', pagePort()),
    twins: address('ws', ports.twins),
    certificateTwin: tls ? address('ws', ports.certificate) : null,
    plainTwin: `ws://localhost:${ports.plain}`,
  });
  const labPages = () => [
    ...['localhost', '127.0.0.1', '[::1]'].map((host) => address('http', pagePort(), host)),
    address('http', ports.attacker),
  ];

  const serve = async (
    server: Server,
    wanted: number,
    endpoints: ReadonlyMap<string, Endpoint> = new Map(),
    secure = tls !== undefined,
  ) => {
    const admit = createAdmission(
      ({ socket }) => addressKey(socket.remoteAddress ?? ''),
      createAuthFailures(0),
      seats,
    );
    const drain = routeUpgrades(server, {
      endpoints,
      traces,
      admit: async (request, socket) =>
        isLocal(request) ? admit(request, socket) : { ok: false, outcome: refusals.notFound, headers: {} },
      refused: metrics.refusedWith,
      failed: (error) => log.error({ err: error }, 'exhibit failed'),
      maxMessageBytes: 65_536,
      maxFragments: 128,
      closeTimeoutMs: gateDefaults.closeGraceMs,
    });
    const where = { host: 'localhost', tls: secure };
    const doors = await openDoors(server, { ...where, port: wanted }).catch((error: unknown) => {
      if (wanted === 0 || errorCode(error) !== 'EADDRINUSE') throw error;
      return openDoors(server, { ...where, port: 0 });
    });
    closing.push(async () => {
      drain();
      for (const connection of services.connections) connection.close(closes.shuttingDown);
      await doors.close(gateDefaults.closeGraceMs + 500);
    });
    return doors.port;
  };

  try {
    const attacker = createAttackerSite(facts, twins, {
      only: onlyFrom(labPages),
      run: createRunner(() => facts().page),
      board: board.route,
    });
    ports.attacker = await serve(createWebServer(attacker, tls), port);
    const victim = createVictimSite(facts, auth);
    ports.twins = await serve(createWebServer(victim, tls), port && port + 1, twins.endpoints);
    if (tls) {
      const asking = createAskingServer(tls);
      ports.certificate = await serve(asking, port && port + 2, twins.certificateEndpoints);
    }
    const plain = createWebServer(noPages, undefined);
    ports.plain = await serve(plain, port && port + 3, twins.plainEndpoints, false);
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: address('http', ports.attacker), close };
};

/** A server that asks for a certificate, and takes any. */
function createAskingServer({ cert, key, ca }: TlsMaterial): Server {
  const settings = { ...httpLimits, cert, key, ...(ca !== undefined && { ca }) };
  return createHttpsServer({ ...settings, requestCert: true, rejectUnauthorized: false }, noPages);
}

const noPages: RequestListener = (_request, response) => {
  response.writeHead(404).end();
};
