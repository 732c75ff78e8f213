import type { OutOfReach } from './method.ts';

/** For scripts: `npm run client -- --method client-certificate --cert FILE --key FILE`. */
export const clientCertificate: OutOfReach = {
  reach: 'none',
  why: 'No page can choose a certificate: a person has to install one, and the browser decides.',
  open: (endpoint) => ({ url: endpoint, protocols: [] }),
};
