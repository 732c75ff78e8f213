/**
 * The exhibits: a weak twin of each method, and the attacker's site. On loopback only, whatever `--host` says, and
 * never in a production start: nothing but `--dev` and the tests hand `openExhibits` to a lab.
 */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { refusals } from '../../protocol/refusals.ts';
import { errorCode } from '../../server/basics/system-error.ts';
import type { Services } from '../../server/connection/connection.ts';
import type { OpenExhibits } from '../../server/lab/exhibits.ts';
import { createAuthFailures } from '../../server/limits/auth-failures.ts';
import { createSeats } from '../../server/limits/seats.ts';
import { addressKey } from '../../server/net/client-address.ts';
import { urlHost } from '../../server/net/hosts.ts';
import { createWebServer } from '../../server/net/https.ts';
import { isLocal } from '../../server/net/local-client.ts';
import { requireUpgrade } from '../../server/net/offer.ts';
import { createOwnOrigin } from '../../server/net/own-origin.ts';
import { refuseRequest } from '../../server/net/refuse.ts';
import { createMetrics } from '../../server/observe/metrics.ts';
import { createStrangers } from '../../server/observe/strangers.ts';
import { createAdmission } from '../../server/upgrade/admission.ts';
import { openPort, type PortSettings } from '../../server/upgrade/open-port.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';
import { createBoard } from '../../server/web/board.ts';
import { createProbing } from './probing.ts';
import { createAttackerSite, createVictimSite } from './site.ts';
import { startInnerService } from './support/inner-service.ts';
import { createRunner, onlyFrom } from './support/run.ts';
import { createTwins } from './twins.ts';

/** Even what is weak on purpose must not take this machine's memory. Who takes it all is not asked. */
const MOST_SEATS = 240;

export const openExhibits: OpenExhibits = async ({
  port,
  certificates,
  names,
  traces,
  auth,
  readAccessToken = async () => undefined,
  ...settings
}) => {
  const seats = createSeats({ perAddress: 0, inAll: 0, waiting: 0 });
  // Of its own: the figures of the real server are not to count these.
  const metrics = createMetrics(seats);
  const addressOf = ({ socket }: IncomingMessage) => addressKey(socket.remoteAddress ?? '');
  const board = createBoard(metrics.figures, isLocal, addressOf);
  const ports = { attacker: 0, twins: 0, certificate: 0, plain: 0 };
  const services: Services = {
    ...settings.services,
    metrics,
    strangers: createStrangers(settings.services.log),
    allowOrigin: [],
    trustProxy: 0,
    connections: new Set(),
    ownOrigin: createOwnOrigin({
      publicUrl: undefined,
      tls: certificates !== undefined,
      names: () => names,
      port: () => ports.twins,
    }),
  };
  const { log, pagePort } = services;
  const inside = await startInnerService();
  const twins = createTwins(services, inside.port, readAccessToken);
  const runner = createRunner(() => facts().page, addressOf);
  const lab = () => ({
    page: facts().page,
    ca: certificates?.current.ca ?? certificates?.current.cert,
  });
  const probing = createProbing(lab, addressOf);
  const closing: (() => Promise<void>)[] = [
    async () => metrics.close(),
    async () => board.close(),
    async () => runner.close(),
    async () => probing.close(),
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
    const settings: PortSettings = {
      host: 'localhost',
      port: wanted,
      tls: secure,
      connections: services.connections,
      upgrades: {
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
      },
    };
    const opened = await openPort(server, settings).catch((error: unknown) => {
      if (wanted === 0 || !['EADDRINUSE', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
      return openPort(server, { ...settings, port: 0 });
    });
    closing.push(opened.close);
    return opened.port;
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
      run: runner.route,
      probing,
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
