/** Plays an attack by its name: for the terminal, and for the exhibits server in the same process. */
import type { AttackName, AttackReport, AttackStep } from '../../protocol/exhibits.ts';
import { type Attack, CannotRun, SECONDS } from './attack.ts';
import { findTarget } from './support/target.ts';

const modules: Readonly<Record<AttackName, () => Promise<{ attack: Attack }>>> = {
  'silent-hoard': () => import('./silent-hoard.ts'),
  'crowded-out': () => import('./crowded-out.ts'),
  flood: () => import('./flood.ts'),
  'early-message': () => import('./early-message.ts'),
  'log-replay': () => import('./log-replay.ts'),
  'ticket-replay': () => import('./ticket-replay.ts'),
  hijack: () => import('./hijack.ts'),
  'echoed-token': () => import('./echoed-token.ts'),
  'cached-basic': () => import('./cached-basic.ts'),
  'forged-origin': () => import('./forged-origin.ts'),
  'wrong-certificate': () => import('./wrong-certificate.ts'),
  'renew-as-other': () => import('./renew-as-other.ts'),
  'beyond-permission': () => import('./beyond-permission.ts'),
  'outlive-token': () => import('./outlive-token.ts'),
  markup: () => import('./markup.ts'),
  tunnel: () => import('./tunnel.ts'),
  tap: () => import('./tap.ts'),
};

export interface RunSettings {
  /** The real server's page, on this machine. */
  readonly page: string;
  readonly fixed: boolean;
  /** Told of each step as it happens. */
  readonly told?: (step: AttackStep) => void;
}

/**
 * Plays one attack.
 *
 * @throws CannotRun when it could not be tried, or took too long
 */
export async function runAttack(name: AttackName, settings: RunSettings): Promise<AttackReport> {
  const { page, fixed, told = () => {} } = settings;
  const { attack } = await modules[name]();
  const time = AbortSignal.timeout((attack.seconds ?? SECONDS) * 1000);
  const steps: AttackStep[] = [];
  const endings: (() => void)[] = [];
  const timeUp = new Promise<never>((_, reject) => {
    time.addEventListener('abort', () => reject(new CannotRun('The attack took too long.')), { once: true });
  });
  timeUp.catch(() => {});
  try {
    const target = await Promise.race([findTarget(page, time), timeUp]);
    const tell = (who: AttackStep['who'], words: string) => {
      steps.push({ who, words });
      told({ who, words });
    };
    const scene = { target, fixed, tell, signal: time, onEnd: (end: () => void) => endings.push(end) };
    const succeeded = await Promise.race([attack.run(scene), timeUp]);
    return { name, fixed, steps, succeeded };
  } finally {
    for (const end of endings) end();
  }
}
