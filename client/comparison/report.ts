/** Everything that was measured, as JSON: dated, and with the browser's own name. */
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import type { Probe } from './probes.ts';
import type { Result, Runner, Side } from './runner.ts';
import { pageSaw, serverSaw } from './seen.ts';

export interface Measured {
  readonly accepted: boolean;
  readonly page: string;
  readonly server: string;
  readonly ms: number;
}

export interface Report {
  /** ISO 8601. */
  readonly at: string;
  readonly userAgent: string;
  readonly origin: string;
  readonly methods: Readonly<Partial<Record<MethodId, Readonly<Partial<Record<Side, Measured | string>>>>>>;
  readonly probes: readonly Probe[];
}

export function reportOf(runner: Pick<Runner, 'result'>, probes: readonly Probe[]): Report {
  const methods = methodIds.map((id) => {
    const [valid, invalid] = [runner.result(id, 'valid'), runner.result(id, 'invalid')];
    return [
      id,
      { ...(valid && { valid: measured(valid) }), ...(invalid && { invalid: measured(invalid) }) },
    ] as const;
  });
  return {
    at: new Date().toISOString(),
    userAgent: navigator.userAgent,
    origin: location.origin,
    methods: Object.fromEntries(methods),
    probes,
  };
}

function measured(result: Result): Measured | string {
  if ('problem' in result) return result.problem;
  const { accepted, ms } = result;
  return { accepted, page: pageSaw(result), server: serverSaw(result), ms: Math.round(ms) };
}
