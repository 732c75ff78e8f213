import { find } from '../demo/elements.ts';
import { prepareRide } from './ride.ts';

await prepareRide({ name: 'hijack', protocols: ['lab.v1'], added: "Alice's cookie" });
const elsewhere = find('#elsewhere', HTMLAnchorElement);
elsewhere.href = `${location.protocol}//attacker.localhost:${location.port}/hijack`;
