import { Cleanups } from '../../src/cloud/deploy/cleanups.ts';
import type { DeployResult } from '../../src/cloud/deploy/context.ts';
import { fillParameters } from '../../src/cloud/parameters.ts';
import type { Target } from '../../src/cloud/target.ts';
import type { Interrupt } from '../../src/cloud/watch/interrupt.ts';
import { TealformError } from '../../src/dsl/error.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import { runCommand } from './command.ts';
import type { SystemResult } from './deploy-systems.ts';
import { endCommand, SIGNALLED, tellError } from './ending.ts';
import { onInterrupt } from './interrupts.ts';
import { PLACE_HELP, PLACE_OPTIONS, silenceSdk } from './place.ts';
import { type EnvironmentTarget, findEnvironment, readTargets, readThePlace } from './targets.ts';
import { canAsk, type Format, formatOf } from './terminal.ts';

/** A command that changes stacks as `make deploy` does: it looks, shows, refuses, asks, watches. */
export interface DeployCommand {
  readonly verb: 'deploy' | 'adopt';
  readonly summary: string;
  /** Whether it takes all systems of an environment where none is named, or the only one. */
  readonly takes: 'all' | 'one';
}

/** Runs it: reads arguments, refuses what can be refused before any call, puts back what must be put back when it is told to end. */
export async function runDeployCommand({ verb, summary, takes }: DeployCommand): Promise<void> {
  await runCommand(
    {
      name: `make ${verb}`,
      summary,
      options: {
        ...PLACE_OPTIONS,
        plan: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        format: { type: 'string', default: 'text' },
      },
      help: {
        ...PLACE_HELP[takes],
        plan: 'show what would change and change nothing; templates are uploaded all the same',
        yes: 'do not ask; what the guard refuses stays refused',
        format: 'text, or json: one object a line',
      },
    },
    async ({ values }) => {
      const { plan = false, yes = false } = values;
      let read: ReturnType<typeof readAll>;
      try {
        read = readAll(values, takes);
      } catch (error) {
        if (!(error instanceof TealformError)) throw error;
        const format = values.format === 'json' ? 'json' : 'text';
        tellError(format, 'refused', error);
        return endCommand(format, { result: 'refused' });
      }
      const { environment, targets, format } = read;
      const cleanups = new Cleanups();
      let endedBy: Interrupt | undefined;
      onInterrupt((signal) => {
        endedBy = signal;
        end(signal, cleanups, format);
      });
      silenceSdk();
      // Loaded here: the SDK takes long, and who is refused need not wait for it.
      const { deploySystems } = await import('./deploy-systems.ts');
      const systems = await deploySystems(environment, targets, { verb, format, yes, plan, cleanups });
      // Then the end is said once what had to be put back has been.
      if (endedBy !== undefined) return SIGNALLED[endedBy];
      if (format === 'text') tellSkipped(systems);
      return endCommand(format, { result: systems.map((each) => each.result).find(isEnd) ?? 'done', systems });
    },
  );
}

interface Arguments {
  readonly env?: string | undefined;
  readonly system?: string | undefined;
  readonly plan?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly format?: string | undefined;
}

/** All that can be known before the first call. @throws TealformError what is wrong with it. */
function readAll(
  { env = 'local', system, plan = false, yes = false, format: wanted = 'text' }: Arguments,
  takes: DeployCommand['takes'],
): {
  readonly environment: Environment;
  readonly targets: readonly EnvironmentTarget[];
  readonly format: Format;
} {
  const environment = findEnvironment(env);
  const format = formatOf(wanted);
  if (plan && yes) {
    throw new TealformError({
      code: 'usage',
      message: '--plan changes nothing, so there is nothing to say --yes to',
      hint: 'leave one of them out',
    });
  }
  if (!plan && !yes && !environment.emulator && !canAsk()) {
    throw new TealformError({
      code: 'no-terminal',
      message: `there is nobody to ask whether ${environment.name} may be changed`,
      hint: 'look at the changes with ARGS=--plan, then run it with ARGS=--yes',
    });
  }
  // Which colour is live is not known yet; whether the rest of the parameters is complete is.
  const check = (target: Target) => void fillParameters(target, 'blue');
  const named = takes === 'all' ? system : readThePlace(environment, system).system;
  return { environment, targets: readTargets(environment, named, check), format };
}

function isEnd(result: SystemResult['result']): result is Exclude<DeployResult, 'done'> {
  return result !== 'done' && result !== 'not-begun';
}

/** Says which systems were not come to, since one before them was not deployed. */
function tellSkipped(systems: readonly SystemResult[]): void {
  const skipped = systems.filter(({ result }) => result === 'not-begun').map(({ system }) => system);
  const cause = systems.find(({ result }) => isEnd(result));
  if (skipped.length > 0) {
    process.stdout.write(`\nnot deployed, since ${cause?.system} comes before: ${skipped.join(', ')}\n`);
  }
}

/** Puts back what must be put back, then ends. What CloudFormation has begun goes on. */
function end(signal: Interrupt, cleanups: Cleanups, format: Format): void {
  const by = signal === 'SIGINT' ? 'Ctrl-C' : signal;
  process.stderr.write(`ended by ${by}; an update that has begun goes on, and the same command comes back to it\n`);
  void cleanups.run().finally(() => process.exit(endCommand(format, { result: 'ended', exitCode: SIGNALLED[signal] })));
}
