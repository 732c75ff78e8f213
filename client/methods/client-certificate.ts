import type { OutOfReach } from './method.ts';

/** For scripts: `npm run client -- --method client-certificate --cert FILE --key FILE`. */
export const clientCertificate: OutOfReach = {
  reach: 'none',
  open: (endpoint) => ({ url: endpoint, protocols: [] }),
};
