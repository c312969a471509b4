import { type BuiltStack, type Place, type Problem, throwIfAny, toJsonString } from '../../src/dsl/index.ts';
import type { OutputFile } from '../../src/synth/output-file.ts';
import { checkAvailability } from './availability.ts';
import { checkEnvironments, problemOf } from './check.ts';
import { type Environment, isDeployedTo } from './environment.ts';
import { checkParameters, type Given, parametersOf, unknownNames } from './parameter-check.ts';
import { type ListLengths, writeValue } from './values.ts';

/**
 * The values of the root's parameters in each environment that a system is deployed to: `parameters/<environment>.json`, in the form
 * that `aws cloudformation create-change-set --parameters file://...` takes. What the deploy command fills in is left out, and so is
 * what has a default and no value.
 * @param place where the system is described; problems without a line of their own name it.
 * @param lengths of the lists that may not have any.
 * @throws TealformError `invalid-environment`, with everything that is wrong in all environments.
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-change-set.html
 */
export function environmentFiles(
  system: string,
  root: BuiltStack,
  environments: readonly Environment[],
  place: Place,
  lengths: ListLengths = {},
): readonly OutputFile[] {
  const here = environments.filter((environment) => isDeployedTo(environment, system));
  const problems = [
    ...checkEnvironments(environments),
    ...here.flatMap((environment) => [
      ...checkAvailability(system, root, environment),
      ...checkValues(system, root, environment, lengths),
    ]),
  ];
  throwIfAny(problems.map((problem) => ({ ...problem, stack: system, place: problem.place ?? place })));
  return here.map((environment) => ({
    path: `parameters/${environment.name}.json`,
    text: writeParameters(valuesOf(system, root, environment)),
  }));
}

/** What the environment says of the root's parameters, in the root's order. */
function valuesOf(system: string, root: BuiltStack, environment: Environment): readonly Given[] {
  const own = environment.parametersOf[system] ?? {};
  return Object.keys(parametersOf(root)).flatMap((name): readonly Given[] => {
    const value = own[name] ?? environment.parameters[name];
    const path = own[name] === undefined ? `parameters.${name}` : `parametersOf.${system}.${name}`;
    return value === undefined ? [] : [{ name, value, path }];
  });
}

function writeParameters(given: readonly Given[]): string {
  const entries = given.map(({ name, value }) => ({ ParameterKey: name, ParameterValue: writeValue(value) }));
  return `${toJsonString(entries, 'readable')}\n`;
}

function checkValues(
  system: string,
  root: BuiltStack,
  environment: Environment,
  lengths: ListLengths,
): readonly Problem[] {
  const below = `parametersOf.${system}`;
  const held = {
    root,
    at: environment,
    lengths,
    problem: (path: string, message: string, hint: string) => problemOf(environment, path, message, hint),
  };
  return [
    ...unknownNames(held, system, Object.keys(environment.parametersOf[system] ?? {}), below),
    ...checkParameters({
      ...held,
      given: valuesOf(system, root, environment),
      missingBelow: below,
      // A default would be one image for every region, or for an SSM type another one at each update.
      pinHint: `write the id that \`make ami ARGS="--env ${environment.name}"\` proposes`,
    }),
  ];
}
