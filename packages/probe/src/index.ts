/** Does a WebSocket server authenticate? Says check by check what a stranger can do to it. */
export { type Check, type Finding, type Level, Obstacle, type Verdict } from './checks/check.ts';
export { checks } from './checks/index.ts';
export { readTarget } from './config/read-target.ts';
export type { Target } from './config/settings.ts';
export { UsageError } from './config/usage-error.ts';
export { type CheckReport, exitCodes, judge, type Report } from './run/report.ts';
export { type RunSettings, run } from './run/runner.ts';
