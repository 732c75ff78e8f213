/** `POST /run/<attack>?fixed=0|1`: plays an attack in this process, for a page that shows its steps. */
import type { RequestHandler } from 'express';
import { isAttackName } from '../../protocol/exhibits.ts';

/**
 * Lets pages of these origins ask, and nobody else.
 *
 * @param allowed - a request without Origin is no other page's, and refused
 */
export function onlyFrom(allowed: () => readonly string[]): RequestHandler {
  return ({ headers: { origin } }, response, next) => {
    if (origin === undefined || !allowed().includes(origin)) {
      response.status(403).json({ problem: 'Only pages of this lab may ask for this.' });
      return;
    }
    response.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
    next();
  };
}

/** @param page - the real server's page, the target */
export function createRunner(page: () => string): RequestHandler {
  let running = false;
  return async ({ params, query: { fixed = '0' } }, response, next) => {
    const name = String(params.name);
    if (!isAttackName(name) || (fixed !== '0' && fixed !== '1')) return next();
    if (running) {
      response.status(409).json({ problem: 'Another attack is being played. Wait until it is over.' });
      return;
    }
    running = true;
    try {
      const [{ runAttack }, { CannotRun }] = await Promise.all([
        import('../attacks/run.ts'),
        import('../attacks/attack.ts'),
      ]);
      const played = runAttack(name, { page: page(), fixed: fixed === '1' });
      const report = await played.catch((error: unknown) => {
        if (error instanceof CannotRun) return { problem: error.message };
        throw error;
      });
      response.status('problem' in report ? 502 : 200).json(report);
    } finally {
      running = false;
    }
  };
}
