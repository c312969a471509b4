import { join } from 'node:path';
import { adopt } from '../../src/cloud/adopt/adopt.ts';
import { openClients } from '../../src/cloud/clients.ts';
import { systemClock } from '../../src/cloud/clock.ts';
import type { Cleanups } from '../../src/cloud/deploy/cleanups.ts';
import type { DeployResult } from '../../src/cloud/deploy/context.ts';
import { deploy } from '../../src/cloud/deploy/deploy.ts';
import type { MovingEndpoint } from '../../src/cloud/moving.ts';
import type { Question } from '../../src/cloud/progress.ts';
import { commandWords, type Target } from '../../src/cloud/target.ts';
import { followingWatcher } from '../../src/cloud/watch/following.ts';
import { TealformError } from '../../src/dsl/error.ts';
import { readSource } from '../../src/source/source-folder.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import { type Emulator, openEmulator } from './emulator.ts';
import { tellError } from './ending.ts';
import { progressPrinter } from './progress-printer.ts';
import { ROOT } from './root.ts';
import { findEdits } from './targets.ts';
import { askYes, type Format, followEdge, openPrinter } from './terminal.ts';

/** How systems are deployed. */
export interface DeployOptions {
  /** `adopt` takes what has names already into the stacks. */
  readonly verb: 'deploy' | 'adopt';
  readonly format: Format;
  readonly yes: boolean;
  readonly plan: boolean;
  readonly cleanups: Cleanups;
}

/** How it went for each of the systems. */
export type SystemResult = { readonly system: string; readonly result: DeployResult | 'not-begun' };

/** Deploys one system after the other to an environment, and stops at the first that does not succeed. What fails is told. */
export async function deploySystems(
  environment: Environment,
  targets: readonly Target[],
  options: DeployOptions,
): Promise<readonly SystemResult[]> {
  const results: SystemResult[] = [];
  let emulator: Emulator | undefined;
  const deployIt = async (target: Target) => {
    try {
      emulator ??= environment.emulator ? await openEmulator(environment) : undefined;
      return await deployOne(environment, target, options, emulator?.endpoint);
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      tellError(options.format, 'error', error);
      return 'failed';
    }
  };
  try {
    for (const target of targets) {
      const isOver = results.some(({ result }) => result !== 'done');
      if (results.length > 0 && !isOver && options.format === 'text') process.stdout.write('\n');
      const result = isOver ? 'not-begun' : await deployIt(target);
      results.push({ system: target.system, result });
    }
    return results;
  } finally {
    await emulator?.close();
  }
}

async function deployOne(
  environment: Environment,
  target: Target,
  { verb, format, yes, plan, cleanups }: DeployOptions,
  endpoint: MovingEndpoint | undefined,
): Promise<DeployResult> {
  const { emulator, name, region } = target.environment;
  const clients = openClients({ region, endpoint });
  const comeBack = `make deploy ${commandWords(target)}`;
  const title = `${verb === 'deploy' ? 'deploying' : 'adopting into'} ${target.stackName} ${verb === 'deploy' ? 'to' : 'in'} ${name}`;
  const about = { rootName: target.stackName, title, comeBack };
  return { deploy, adopt }[verb]({
    clients,
    clock: systemClock,
    target,
    source: () => readSource(join(ROOT, 'app')),
    tell: progressPrinter({ format, again: comeBack, isPlan: plan }),
    ask: async ({ text }: Question) => yes || emulator || askYes(`${text} [y/N] `),
    watcher: followingWatcher(clients, about, () => openPrinter(format), followEdge({ emulator })),
    cleanups,
    planOnly: plan,
    recheck: () => findEdits(environment, target),
  });
}
