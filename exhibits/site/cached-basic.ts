import { prepareRide } from './ride.ts';

await prepareRide({ name: 'cached-basic', protocols: [], added: "Alice's password, which it had kept" });

// Until now a press would have been lost.
document.body.inert = false;
