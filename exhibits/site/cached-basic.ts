import { prepareRide } from './ride.ts';

await prepareRide({ name: 'cached-basic', protocols: [] });

// Until now a press would have been lost.
document.body.inert = false;
