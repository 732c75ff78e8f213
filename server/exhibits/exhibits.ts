/**
 * The exhibits: a weak twin of each method, and the attacker's site. On loopback only, whatever `--host` says, and
 * never in a production start: nothing but `--dev` and the tests hand `openExhibits` to a lab.
 */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { gateDefaults } from '@websocket-auth-lab/gate';
import type { Router } from 'express';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { closes, refusals } from '../../protocol/outcomes.ts';
import type { Services } from '../connection.ts';
import { openDoors } from '../door.ts';
import { urlHost } from '../hosts.ts';
import { createWebServer } from '../https.ts';
import { createAdmission } from '../limits/admission.ts';
import { createAuthFailures } from '../limits/auth-failures.ts';
import { addressKey } from '../limits/client-address.ts';
import { createSeats } from '../limits/connections.ts';
import { isLocal } from '../limits/local-client.ts';
import { createBoard } from '../observe/board.ts';
import { createMetrics } from '../observe/metrics.ts';
import type { Traces } from '../observe/trace.ts';
import { errorCode } from '../system-error.ts';
import type { Certificates } from '../tls/keeper.ts';
import { requireUpgrade } from '../upgrade/offer.ts';
import { refuseRequest } from '../upgrade/refuse.ts';
import { type Endpoint, routeUpgrades } from '../upgrade/router.ts';
import { startInnerService } from './inner-service.ts';
import { createRunner, onlyFrom } from './run.ts';
import { createAttackerSite, createVictimSite } from './site.ts';
import { createTwins } from './twins.ts';

export interface ExhibitSettings {
  /** Of the attacker's site; the twins have the next three. One that is taken is replaced by a free one, as is 0. */
  readonly port: number;
  readonly certificates: Certificates | undefined;
  /** By which the real server is known. */
  readonly names: readonly string[];
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
const MOST_SEATS = 240;

export const openExhibits: OpenExhibits = async ({
  port,
  certificates,
  names,
  traces,
  auth,
  ...settings
}) => {
  const seats = createSeats({ perAddress: 0, inAll: 0, waiting: 0 });
  // Of its own: the figures of the real server are not to count these.
  const metrics = createMetrics(seats);
  const addressOf = ({ socket }: IncomingMessage) => addressKey(socket.remoteAddress ?? '');
  const board = createBoard(metrics.figures, isLocal, addressOf);
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

  const tls = certificates !== undefined;
  const address = (scheme: string, at: number, host = 'localhost') =>
    `${scheme}${tls ? 's' : ''}://${host}:${at}`;
  const facts = (): ExhibitFacts => ({
    page: address('http', pagePort()),
    twins: address('ws', ports.twins),
    certificateTwin: tls ? address('ws', ports.certificate) : null,
    plainTwin: `ws://localhost:${ports.plain}`,
  });
  const labPages = () => [
    ...names
      .filter((name) => !name.startsWith('*'))
      .map((name) => address('http', pagePort(), urlHost(name))),
    address('http', ports.attacker),
  ];

  const serve = async (
    server: Server,
    wanted: number,
    endpoints: ReadonlyMap<string, Endpoint> = new Map(),
    secure = tls,
  ) => {
    const admit = createAdmission(addressOf, createAuthFailures(0), seats);
    const drain = routeUpgrades(server, {
      endpoints,
      traces,
      async admit(request, socket) {
        if (!isLocal(request)) return { ok: false, outcome: refusals.notFound, headers: {} };
        // Nobody makes room here: what that is good for is an exhibit of its own.
        const isFull = seats.waiting + seats.settled >= MOST_SEATS;
        return isFull
          ? { ok: false, outcome: refusals.tooManyConnections, headers: {} }
          : admit(request, socket);
      },
      refused: metrics.refusedWith,
      failed: (error) => log.error({ err: error }, 'exhibit failed'),
      maxMessageBytes: 65_536,
      maxFragments: 128,
      closeTimeoutMs: gateDefaults.closeGraceMs,
    });
    const where = { host: 'localhost', tls: secure };
    const doors = await openDoors(server, { ...where, port: wanted }).catch((error: unknown) => {
      if (wanted === 0 || !['EADDRINUSE', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
      return openDoors(server, { ...where, port: 0 });
    });
    closing.push(async () => {
      drain();
      for (const connection of services.connections) connection.close(closes.shuttingDown);
      await doors.close(gateDefaults.closeGraceMs + 500);
    });
    return doors.port;
  };

  const noPages = (endpoints: ReadonlyMap<string, Endpoint>): RequestListener => {
    const requiresUpgrade = requireUpgrade(endpoints.keys(), metrics.refusedWith);
    return (request, response) => {
      const nothing = () => refuseRequest(response, refusals.notFound);
      if (isLocal(request)) requiresUpgrade(request, response, nothing);
      else nothing();
    };
  };

  try {
    const attacker = createAttackerSite(facts, twins, {
      only: onlyFrom(labPages),
      run: createRunner(() => facts().page),
      board: board.route,
    });
    ports.attacker = await serve(createWebServer(attacker, certificates), port);
    const victim = createVictimSite(facts, requireUpgrade(twins.endpoints.keys(), metrics.refusedWith), auth);
    ports.twins = await serve(createWebServer(victim, certificates), port && port + 1, twins.endpoints);
    if (tls) {
      const asking = createWebServer(noPages(twins.certificateEndpoints), certificates, true);
      ports.certificate = await serve(asking, port && port + 2, twins.certificateEndpoints);
    }
    const plain = createWebServer(noPages(twins.plainEndpoints), undefined);
    ports.plain = await serve(plain, port && port + 3, twins.plainEndpoints, false);
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: address('http', ports.attacker), close };
};
