/** The whole server as one object. Tests start it on port 0, a program on a fixed one. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { type Clock, createClock } from '../basics/clock.ts';
import { createBroker } from '../channels/broker.ts';
import { addressesForOthers, urlHost } from '../net/hosts.ts';
import { createCertificateServer, createWebServer, openCertificates } from '../net/https.ts';
import { requireUpgrade } from '../net/offer.ts';
import type { Certificates } from '../net/tls/keeper.ts';
import type { TlsMaterial } from '../net/tls/material.ts';
import { namesFor } from '../net/tls/names.ts';
import { createLog, type Log } from '../observe/log.ts';
import { checkOptions, defaults, type Options } from '../options/options.ts';
import { createPolls } from '../polls/polls.ts';
import { createPollRouter } from '../polls/router.ts';
import { createAdmission } from '../upgrade/admission.ts';
import { type OpenPort, openPort } from '../upgrade/open-port.ts';
import type { Endpoint } from '../upgrade/router.ts';
import { createBoard } from '../web/board.ts';
import { metricsRoute } from '../web/metrics-route.ts';
import { createReaders } from '../web/operators.ts';
import { createPage, type Page } from '../web/page.ts';
import { streamTrace } from '../web/trace-stream.ts';
import { channelsEndpoint } from './channels.ts';
import type { Exhibits, OpenExhibits } from './exhibits.ts';
import { createParts } from './parts.ts';
import { CERTIFICATE_METHOD, methodPath, NO_PROOFS, PROOF_METHOD, pathsOf, servedMethods } from './served.ts';

/** Port of the attacker's site; the twins use the next three. */
const EXHIBITS_PORT = 5681;
const EXHIBITS_PORTS = 4;

/** Milliseconds in which a balancer asks for `/readyz` at least once. */
const RETIRE_MS = 1000;

/** Milliseconds in which who has come before the doors were closed gets in, however long the check takes. */
const LATE_MS = 2000;

/** A host name or an address, as it may stand in a URL. */
const hostName = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;

export interface Lab {
  /**
   * Binds the ports and starts to serve. Call it once.
   *
   * @throws UsageError for a certificate that cannot be used; the error of `net` for a port that is taken
   */
  listen(): Promise<void>;
  /**
   * Announces the end to balancers, if there are other nodes: `/readyz` says 503 from now on, and new clients are still
   * served. Waits until balancers have seen it, then takes no more connections, and waits until those who came before
   * have got in or were refused.
   */
  retire(): Promise<void>;
  /** Closes every connection with 1001, cuts off clients that do not answer within a second, and releases the ports. */
  close(): Promise<void>;
  /** Its addresses, once it listens. */
  readonly urls: {
    readonly page: string;
    readonly webSocket: string;
    /** The page for others in the room, once for each address of this machine. */
    readonly room: readonly string[];
    readonly methods: ReadonlyMap<MethodId, string>;
    readonly channels: string;
    /** The attacker's site, if there are exhibits. */
    readonly exhibits?: string;
  };
  /** The certificate in use, once it listens; undefined without TLS. */
  readonly tls: TlsMaterial | undefined;
}

/**
 * Assembles a server.
 *
 * @param settings - what differs from the defaults; `port: 0` takes any free port
 * @param now - the clock by which sessions, tickets and tokens expire
 * @param openExhibits - also opens what is weak on purpose: for development and tests, never for a service
 * @throws UsageError for contradictory options
 */
export function createLab(
  settings: Partial<Options>,
  givenLog?: Log,
  now: Clock = createClock(),
  openExhibits?: OpenExhibits,
): Lab {
  const options = checkOptions({ ...defaults, ...settings });
  const log = givenLog ?? createLog(options.logLevel);
  const ports = { main: 0, certificate: 0 };
  /** Every name of this server, in lower case. */
  let names: readonly string[] = [];
  const { auth, shared, limits, metrics, traces, services } = createParts(
    options,
    log,
    now,
    () => ports.main,
    () => names,
  );
  const served = servedMethods(options);
  const readers = createReaders({
    token: options.metricsToken,
    behindProxy: options.trustProxy > 0,
    names: () => names,
  });
  // In a demonstration, everybody in the class may watch the board on their own screen.
  const board = createBoard(
    metrics.figures,
    options.demo ? readers.isAnybody : readers.isOperator,
    limits.addressOf,
    shared.redis && { name: options.node ?? `node-${randomBytes(3).toString('hex')}`, bus: shared.bus },
  );
  const polls = createPolls();
  const broker = createBroker(shared.engine);
  const closing: (() => Promise<void>)[] = [
    async () => polls.close(),
    async () => metrics.close(),
    async () => board.close(),
  ];
  const opens: OpenPort[] = [];
  let certificates: Certificates | undefined;
  let exhibits: Exhibits | undefined;
  let retired = false;

  const close = async () => {
    await Promise.all(closing.map((end) => end()));
    // After the ports: requests that are being answered need them.
    await Promise.all([auth.close(), broker.close(), shared.close()]);
    // Last, because traces also report how the connections ended.
    traces.close();
  };

  /** Opens a port. @returns which */
  const serve = async (
    server: Server,
    wanted: number,
    endpoints: ReadonlyMap<string, Endpoint>,
    takesOther?: Page['takesUpgrade'],
  ): Promise<number> => {
    const opened = await openPort(server, {
      ...options,
      port: wanted,
      counts: metrics,
      doorSeats: limits.doorSeats,
      connections: services.connections,
      upgrades: {
        endpoints,
        traces,
        admit: createAdmission(limits.addressOf, limits.failures, limits.seats),
        refused: metrics.refusedWith,
        failed: (error) => log.error({ err: error }, 'upgrade failed'),
        maxMessageBytes: options.maxMessageBytes,
        takesOther,
      },
    });
    closing.push(opened.close);
    opens.push(opened);
    return opened.port;
  };

  const open = async () => {
    if (options.demo && !served.includes(PROOF_METHOD)) log.info(NO_PROOFS);
    await shared.open();
    certificates = options.tls ? await openCertificates(options, log) : undefined;
    if (certificates) closing.push(async () => certificates?.close());
    names = [...namesFor(options.host), ...(certificates?.current.names ?? [])].map((name) =>
      name.toLowerCase(),
    );
    exhibits = await openExhibits?.({
      port: exhibitsPort(options),
      certificates,
      names,
      services,
      traces,
      auth: auth.router,
      readAccessToken: auth.readAccessToken,
    });
    if (exhibits) closing.push(exhibits.close);
    // Pages ask them where to sign in, and fetch tokens there.
    const providers =
      options.clientId === undefined ? [] : options.issuer.map((issuer) => new URL(issuer).origin);
    const here = served.filter((id) => id !== CERTIFICATE_METHOD);
    const page = createPage({
      dev: options.dev,
      isEnding: () => retired,
      isReady: () => !retired && shared.redis?.isThere !== false,
      names,
      certificates,
      requiresUpgrade: requireUpgrade(here.map(methodPath), metrics.refusedWith),
      trace: streamTrace(traces, limits.addressOf),
      auth: auth.router,
      metrics: metricsRoute(metrics, readers.isOperator),
      board: board.route,
      polls: options.demo ? createPollRouter(polls, readers.isAnybody, limits.addressOf) : undefined,
      connectTo: (asked) =>
        [options.authServer, exhibits?.origin, certificateOrigin(asked), ...providers].filter(
          (origin) => origin !== undefined,
        ),
      facts: (asked) => ({
        demo: options.demo,
        methods: Object.fromEntries(
          served.map((id) => [id, id === CERTIFICATE_METHOD ? urlOf(id, hostAsked(asked)) : methodPath(id)]),
        ),
        authServer: options.authServer ?? null,
        exhibits: exhibits?.origin ?? null,
        signIn:
          options.clientId === undefined ? null : { issuers: options.issuer, clientId: options.clientId },
        room: (options.demo && pagesForOthers()[0]) || null,
      }),
      failed: (error) => log.error({ err: error }, 'request failed'),
    });
    closing.push(page.close);
    const endpoints = pathsOf(here, services).set(CHANNELS_PATH, channelsEndpoint(broker, services));
    ports.main = await serve(
      createWebServer(page.app, certificates),
      options.port,
      endpoints,
      page.takesUpgrade,
    );
    if (certificates && served.includes(CERTIFICATE_METHOD)) {
      // If any free port will do for the pages, any will do for certificates, too.
      const wanted = options.port === 0 ? 0 : options.certificatePort;
      const requiresUpgrade = requireUpgrade([methodPath(CERTIFICATE_METHOD)], metrics.refusedWith);
      const server = createCertificateServer(certificates, requiresUpgrade);
      ports.certificate = await serve(server, wanted, pathsOf([CERTIFICATE_METHOD], services));
    }
  };

  const hostAsked = (asked: string) => (hostName.test(asked) ? asked : urlHost(options.host));

  const certificateOrigin = (asked: string) =>
    served.includes(CERTIFICATE_METHOD)
      ? new URL(urlOf(CERTIFICATE_METHOD, hostAsked(asked))).origin
      : undefined;

  const pageAt = (host: string) => `http${options.tls ? 's' : ''}://${host}:${ports.main}/`;

  const pagesForOthers = () => addressesForOthers(options.host).map((address) => pageAt(urlHost(address)));

  const urlOf = (id: MethodId, host: string) => {
    const port = id === CERTIFICATE_METHOD ? ports.certificate : ports.main;
    return `ws${options.tls ? 's' : ''}://${host}:${port}${methodPath(id)}`;
  };

  return {
    async listen() {
      await open().catch(async (error) => {
        // A second port that is taken must not leave the first one open.
        await close();
        throw error;
      });
    },
    async retire() {
      if (!shared.redis) return;
      retired = true;
      await pause(RETIRE_MS);
      await Promise.all(opens.map((open) => open.stopListening(LATE_MS)));
    },
    close,
    get urls() {
      const host = urlHost(options.host);
      const s = options.tls ? 's' : '';
      return {
        page: pageAt(host),
        webSocket: `ws${s}://${host}:${ports.main}/`,
        room: pagesForOthers(),
        methods: new Map(served.map((id) => [id, urlOf(id, host)])),
        channels: `ws${s}://${host}:${ports.main}${CHANNELS_PATH}`,
        ...(exhibits && { exhibits: `${exhibits.origin}/` }),
      };
    },
    get tls() {
      return certificates?.current;
    },
  };
}

/** The port of the exhibits; any free one, if the usual ones overlap with a port that the options name. */
function exhibitsPort({ port, certificatePort }: Pick<Options, 'port' | 'certificatePort'>): number {
  const isTheirs = (one: number) => one >= EXHIBITS_PORT && one < EXHIBITS_PORT + EXHIBITS_PORTS;
  return port === 0 || isTheirs(port) || isTheirs(certificatePort) ? 0 : EXHIBITS_PORT;
}
