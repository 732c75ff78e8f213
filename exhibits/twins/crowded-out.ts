import { refusals } from '../../protocol/refusals.ts';
import type { Services } from '../../server/connection/connection.ts';
import { createEndpoint } from '../../server/lab/endpoint.ts';
import { createSeats, type Seat, type Seats } from '../../server/limits/seats.ts';
import { firstMessage } from '../../server/methods/first-message.ts';
import type { Endpoint } from '../../server/upgrade/router.ts';

/** Seats for clients that are not authenticated yet. The real server has a thousand; these are filled in a second. */
const SEATS = 60;

/** WRONG: when every seat is taken it turns newcomers away, so whoever came first and says nothing keeps them out. */
export function crowdedOut(services: Services): Endpoint {
  const seats = createSeats({ perAddress: 0, inAll: 0, waiting: 0 });
  return withPool(services, (address) =>
    seats.waiting < SEATS ? seats.take(address) : { ok: false, full: refusals.tooManyConnections },
  );
}

/** The same with the fix, which is the rule of the real server: who waits longest makes room. */
export function crowdedOutFixed(services: Services): Endpoint {
  return withPool(services, createSeats({ perAddress: 0, inAll: 0, waiting: SEATS }).take);
}

/** Has every connection take a seat in a pool of this exhibit's own, beside its seat among the twins. */
function withPool(services: Services, take: Seats['take']): Endpoint {
  const endpoint = createEndpoint('first-message', firstMessage, services);
  return (upgrade) => {
    const taken = take(upgrade.seat.address);
    if (!taken.ok) return upgrade.refuse(taken.full);
    upgrade.request.socket.once('close', () => taken.seat.release());
    return endpoint({ ...upgrade, seat: inBoth(taken.seat, upgrade.seat) });
  };
}

function inBoth(own: Seat, seat: Seat): Seat {
  return {
    address: seat.address,
    settle() {
      own.settle();
      seat.settle();
    },
    wait() {
      own.wait();
      seat.wait();
    },
    release() {
      own.release();
      seat.release();
    },
    onDisplaced: (told) => own.onDisplaced(told),
  };
}
