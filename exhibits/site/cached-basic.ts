import { prepareRide } from './ride.ts';

await prepareRide({ name: 'cached-basic', protocols: [], added: "Alice's password, which it had kept" });
