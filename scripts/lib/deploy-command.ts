import { Cleanups } from '../../src/cloud/deploy/cleanups.ts';
import { fillParameters } from '../../src/cloud/parameters.ts';
import type { Target } from '../../src/cloud/target.ts';
import { TealformError } from '../../src/dsl/error.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import { EXIT, runCommand } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { PLACE_HELP, PLACE_OPTIONS, silenceSdk } from './place.ts';
import { type EnvironmentTarget, findEnvironment, readTargets, readTheTarget } from './targets.ts';
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
        process.stderr.write(`${error.message}\n`);
        return EXIT.refused;
      }
      const cleanups = new Cleanups();
      process.once('SIGTERM', () => end('SIGTERM', 143, cleanups));
      process.once('SIGHUP', () => end('SIGHUP', 129, cleanups));
      onInterrupt(() => end('Ctrl-C', 130, cleanups));
      silenceSdk();
      const { environment, targets, format } = read;
      // Loaded here: the SDK takes long, and who is refused need not wait for it.
      const { deploySystems } = await import('./deploy-systems.ts');
      const result = await deploySystems(environment, targets, { verb, format, yes, plan, cleanups });
      return { done: EXIT.done, 'left-running': EXIT.done, failed: EXIT.failed, refused: EXIT.refused }[result];
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
  if (takes === 'all') return { environment, targets: readTargets(environment, system, check), format };
  const target = readTheTarget(environment, system);
  check(target);
  return { environment, targets: [target], format };
}

/** Puts back what must be put back, then ends. What CloudFormation has begun goes on. */
function end(by: string, code: number, cleanups: Cleanups): void {
  process.stderr.write(`ended by ${by}; an update that has begun goes on, and the same command comes back to it\n`);
  void cleanups.run().finally(() => process.exit(code));
}
