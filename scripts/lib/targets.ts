import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type OutputReader, readOutput } from '../../src/cloud/output-reader.ts';
import { readPlace, readTarget } from '../../src/cloud/read-target.ts';
import { allTemplates, type SystemPlace, type Target } from '../../src/cloud/target.ts';
import { type Problem, TealformError, throwIfAny } from '../../src/dsl/error.ts';
import { type Environment, isDeployedTo } from '../../templates/environments/environment.ts';
import { ENVIRONMENTS } from '../../templates/environments.ts';
import { ROOT } from './root.ts';

/** A system, and the environment in full that it goes to. */
export interface EnvironmentTarget extends Target {
  readonly environment: Environment;
}

/** Where a system is deployed, and the environment in full. */
export interface EnvironmentPlace extends SystemPlace {
  readonly environment: Environment;
}

/** The environment of that name. @throws TealformError `unknown-environment` */
export function findEnvironment(env: string): Environment {
  const environment = ENVIRONMENTS.find(({ name }) => name === env);
  if (environment) return environment;
  throw new TealformError({
    code: 'unknown-environment',
    message: `there is no environment ${JSON.stringify(env)}`,
    hint: `there are: ${ENVIRONMENTS.map(({ name }) => name).join(', ')}`,
  });
}

/**
 * Systems of an environment, in its order: those there are, or the one that is named. What is wrong with any of them is told before
 * something is done with the first.
 * @param look is called with each; what it throws is told together with the rest.
 * @throws TealformError `no-system` where there is none, and what `readTarget` throws.
 */
export function readTargets(
  environment: Environment,
  named: string | undefined,
  look: (target: Target) => void = () => {},
  output: OutputReader = readOutput(join(ROOT, 'output')),
): readonly EnvironmentTarget[] {
  return readEach(environment, named, output, (system) => {
    const target = { ...readTarget(output, system, environment), environment };
    look(target);
    return target;
  });
}

/** The same without a look at templates: for what is done with systems as they are deployed. */
export function readPlaces(
  environment: Environment,
  named: string | undefined,
  output: OutputReader = readOutput(join(ROOT, 'output')),
): readonly EnvironmentPlace[] {
  return readEach(environment, named, output, (system) => ({ ...readPlace(output, system, environment), environment }));
}

function readEach<T>(
  environment: Environment,
  named: string | undefined,
  output: OutputReader,
  read: (system: string) => T,
): readonly T[] {
  const problems: Problem[] = [];
  const found = (named === undefined ? systemsOf(environment, output) : [named]).flatMap((system) => {
    try {
      return [read(system)];
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  throwIfAny(problems);
  return found;
}

/**
 * The one system of an environment, or the one that is named: what takes something down or moves traffic is not done to all of them
 * because a word was left out.
 * @throws TealformError `system-not-named` where there are several, and what {@link readPlaces} throws.
 */
export function readThePlace(
  environment: Environment,
  named: string | undefined,
  output: OutputReader = readOutput(join(ROOT, 'output')),
): EnvironmentPlace {
  const systems = named === undefined ? systemsOf(environment, output) : [named];
  if (systems.length > 1) {
    throw new TealformError({
      code: 'system-not-named',
      message: `${environment.name} has ${systems.length} systems, and this is for one of them: ${systems.join(', ')}`,
      hint: `say which: SYSTEM=${systems[0]}`,
    });
  }
  const [place] = readPlaces(environment, systems[0], output);
  if (place) return place;
  throw noSystem(environment);
}

/** What in `output/` is no longer as it was when a target was read from it: somebody has edited it, or has run `make synth`. */
export function findEdits(
  environment: Environment,
  target: Target,
  output: OutputReader = readOutput(join(ROOT, 'output')),
): readonly Problem[] {
  const { system } = target;
  const hint = 'run it again: it shows what is there now';
  try {
    const now = readTarget(output, system, environment);
    const edited = [
      ...differences(digestsOf(target), digestsOf(now)),
      ...(isDeepStrictEqual(target.parameters, now.parameters) ? [] : [`parameters/${environment.name}.json`]),
      ...differences(target.policies, now.policies).map((name) => `stack-policy/${name}.json`),
    ];
    return edited.map((path) => ({
      code: 'output-changed',
      message: `output/${system}/${path} is not what was shown: it has been changed meanwhile`,
      hint,
    }));
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    return error.problems;
  }
}

function digestsOf({ root }: Target): Readonly<Record<string, string>> {
  return Object.fromEntries(allTemplates(root).map(({ name, sha256 }) => [`${name}.yaml`, sha256]));
}

function differences(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}

function systemsOf(environment: Environment, output: OutputReader): readonly string[] {
  const systems = environment.systems ?? output.systems().filter((name) => isDeployedTo(environment, name));
  if (systems.length > 0) return systems;
  throw noSystem(environment);
}

function noSystem({ name }: Environment): TealformError {
  return new TealformError({
    code: 'no-system',
    message: `output/ has no system for ${name}`,
    hint: 'write one in templates/systems/, and run make synth',
  });
}
