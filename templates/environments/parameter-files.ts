import { type BuiltStack, type Place, type Problem, throwIfAny, toJsonString } from '../../src/dsl/index.ts';
import type { TemplateParameter } from '../../src/dsl/template.ts';
import type { OutputFile } from '../../src/synth/output-file.ts';
import { checkAvailability } from './availability.ts';
import { checkEnvironments, problemOf } from './check.ts';
import { type Environment, isDeployedTo, type ParameterValue } from './environment.ts';
import { isImage } from './parameter-kind.ts';
import { reservedParameter } from './reserved.ts';
import { constraintsOf, type ListLengths, lengthFault, valueFault, writeValue } from './values.ts';

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
      ...checkParameters(system, root, environment, lengths),
    ]),
  ];
  throwIfAny(problems.map((problem) => ({ ...problem, stack: system, place: problem.place ?? place })));
  return here.map((environment) => ({
    path: `parameters/${environment.name}.json`,
    text: writeParameters(valuesOf(system, root, environment)),
  }));
}

/** A value of a parameter, and where the environment says it. */
interface Given {
  readonly name: string;
  readonly value: ParameterValue;
  readonly path: string;
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

function checkParameters(
  system: string,
  root: BuiltStack,
  environment: Environment,
  lengths: ListLengths,
): readonly Problem[] {
  const parameters = parametersOf(root);
  const names = Object.keys(parameters);
  const given = valuesOf(system, root, environment);
  // Common values are for whichever systems have such a parameter.
  const unknown = Object.keys(environment.parametersOf[system] ?? {})
    .filter((name) => !(name in parameters))
    .map((name) => {
      const fillable = names.filter((each) => !reservedParameter(each));
      const path = `parametersOf.${system}.${name}`;
      return problemOf(
        environment,
        path,
        `${name} is not a parameter of ${system}`,
        `there are: ${fillable.join(', ')}`,
      );
    });
  const wrongLength = given.flatMap(({ name, value, path }) => {
    const fault = lengthFault(name, value, lengths);
    return fault ? [problemOf(environment, path, `${name}: ${fault.message}`, fault.hint)] : [];
  });
  return [
    ...unknown,
    ...names.flatMap((name) => checkParameter(name, parameters[name], given, system, environment)),
    ...wrongLength,
  ];
}

function checkParameter(
  name: string,
  parameter: TemplateParameter | undefined,
  all: readonly Given[],
  system: string,
  environment: Environment,
): readonly Problem[] {
  if (parameter === undefined) return [];
  const given = all.find((each) => each.name === name);
  const reserved = reservedParameter(name);
  if (given === undefined) {
    if (reserved || parameter.NoEcho) return [];
    return missing(name, parameter, system, environment);
  }
  const { value, path } = given;
  const shown = JSON.stringify(writeValue(value));
  if (reserved) {
    return [problemOf(environment, path, `${name} may not be ${shown} in a file`, `leave it out: ${reserved.reason}`)];
  }
  if (parameter.NoEcho) {
    // Not shown: it is a secret.
    const hint = 'leave it out, and put the secret where it can be changed and guarded, such as Secrets Manager';
    return [problemOf(environment, path, `${name} is a secret, and files are checked in`, hint)];
  }
  const fault = valueFault(parameter, value, environment);
  return fault ? [problemOf(environment, path, `${name}: ${fault.message}`, fault.hint)] : [];
}

function missing(
  name: string,
  parameter: TemplateParameter,
  system: string,
  environment: Environment,
): readonly Problem[] {
  const path = `parametersOf.${system}.${name}`;
  if (isImage(parameter.Type)) {
    // A default would be one image for every region, or for an SSM type another one at each update.
    const hint = `write the id that \`make ami ARGS="--env ${environment.name}"\` proposes`;
    return [problemOf(environment, path, `${name} is not pinned`, hint)];
  }
  if (parameter.Default !== undefined) return [];
  const what = parameter.ConstraintDescription ?? constraintsOf(parameter);
  const purpose = parameter.Description === undefined ? '' : ` (${parameter.Description})`;
  return [problemOf(environment, path, `${name} has neither a value nor a default`, `write ${what}${purpose}`)];
}

function parametersOf(root: BuiltStack): Readonly<Record<string, TemplateParameter>> {
  return root.template.Parameters ?? {};
}
