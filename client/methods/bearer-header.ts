import type { OutOfReach } from './method.ts';

/** For scripts: `npm run client -- --method bearer-header`. */
export const bearerHeader: OutOfReach = {
  reach: 'none',
  why: 'new WebSocket(url, protocols) has no place for a header.',
  open: (endpoint) => ({ url: endpoint, protocols: [] }),
};
