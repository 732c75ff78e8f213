import type { OutOfReach } from './method.ts';

/** For scripts: `npm run client -- --method bearer-header`. */
export const bearerHeader: OutOfReach = {
  reach: 'none',
  open: (endpoint) => ({ url: endpoint, protocols: [] }),
};
