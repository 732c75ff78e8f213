import { find } from '../../client/page/elements.ts';
import { PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { inThisLanguage } from './common.ts';
import { prepareRide } from './ride.ts';

await prepareRide({ name: 'hijack', protocols: [PLAIN_SUBPROTOCOL] });
const elsewhere = find('#elsewhere', HTMLAnchorElement);
elsewhere.href = inThisLanguage(`${location.protocol}//attacker.localhost:${location.port}/hijack`);

// Until now a press would have been lost.
document.body.inert = false;
