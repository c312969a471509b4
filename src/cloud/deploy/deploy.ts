import { change } from './change.ts';
import type { DeployInput, DeployResult } from './context.ts';
import { withStanding } from './standing.ts';

/**
 * Deploys a system, as a careful engineer would do it by hand: looks at everything first, uploads, has the changes worked out,
 * refuses what breaks a running system, asks, executes, watches. It can be run again at any time, after any end.
 * @throws TealformError for what is wrong before any call, and for calls that fail.
 */
export async function deploy(input: DeployInput): Promise<DeployResult> {
  const context = { ...input, steps: [] };
  return withStanding(context, (hold, standing) => change(context, hold, standing));
}
