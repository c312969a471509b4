import type { BuiltStack, Problem } from '../../src/dsl/index.ts';
import type { TemplateParameter } from '../../src/dsl/template.ts';
import type { Environment, ParameterValue } from './environment.ts';
import { isImage } from './parameter-kind.ts';
import { reservedParameter } from './reserved.ts';
import { constraintsOf, type ListLengths, lengthFault, valueFault, writeValue } from './values.ts';

/** A value of a parameter, and where it is said. */
export interface Given {
  readonly name: string;
  readonly value: ParameterValue;
  readonly path: string;
}

/** What values are held against, and how a problem with one is told. */
export interface Held {
  readonly root: BuiltStack;
  readonly at: Pick<Environment, 'region' | 'partition'>;
  readonly lengths: ListLengths;
  readonly problem: (path: string, message: string, hint: string) => Problem;
}

/** All values of the root's parameters at one place. */
export interface HeldValues extends Held {
  readonly given: readonly Given[];
  /** Where a value is to be written that is missing. */
  readonly missingBelow: string;
  /** How to find a machine image that is not pinned. */
  readonly pinHint: string;
}

/** What is said for one system by name, and is no parameter of it. Common values are for whichever systems have such a parameter. */
export function unknownNames(
  { root, problem }: Held,
  system: string,
  said: readonly string[],
  below: string,
): readonly Problem[] {
  const names = Object.keys(parametersOf(root));
  const fillable = names.filter((each) => !reservedParameter(each));
  return said
    .filter((name) => !names.includes(name))
    .map((name) =>
      problem(`${below}.${name}`, `${name} is not a parameter of ${system}`, `there are: ${fillable.join(', ')}`),
    );
}

/** What is wrong with the values of the root's parameters at one place, and what is missing. */
export function checkParameters(held: HeldValues): readonly Problem[] {
  const parameters = parametersOf(held.root);
  return [
    ...Object.entries(parameters).flatMap(([name, parameter]) => {
      const given = held.given.find((each) => each.name === name);
      if (given) return checkGiven(held, parameter, given);
      return reservedParameter(name) || parameter.NoEcho ? [] : missing(held, name, parameter);
    }),
    ...held.given.flatMap((given) => checkLength(held, given)),
  ];
}

/** What is wrong with values that are there for some places only. */
export function checkSome(held: Held, given: readonly Given[]): readonly Problem[] {
  const parameters = parametersOf(held.root);
  return given.flatMap((each) => {
    const parameter = parameters[each.name];
    return parameter ? [...checkGiven(held, parameter, each), ...checkLength(held, each)] : [];
  });
}

function checkLength({ lengths, problem }: Held, { name, value, path }: Given): readonly Problem[] {
  const fault = lengthFault(name, value, lengths);
  return fault ? [problem(path, `${name}: ${fault.message}`, fault.hint)] : [];
}

function checkGiven({ at, problem }: Held, parameter: TemplateParameter, { name, value, path }: Given) {
  const reserved = reservedParameter(name);
  if (reserved) {
    const shown = JSON.stringify(writeValue(value));
    return [problem(path, `${name} may not be ${shown} in a file`, `leave it out: ${reserved.reason}`)];
  }
  if (parameter.NoEcho) {
    // Not shown: it is a secret.
    const hint = 'leave it out, and put the secret where it can be changed and guarded, such as Secrets Manager';
    return [problem(path, `${name} is a secret, and files are checked in`, hint)];
  }
  const fault = valueFault(parameter, value, at);
  return fault ? [problem(path, `${name}: ${fault.message}`, fault.hint)] : [];
}

function missing({ problem, missingBelow, pinHint }: HeldValues, name: string, parameter: TemplateParameter) {
  const path = `${missingBelow}.${name}`;
  if (isImage(parameter.Type)) return [problem(path, `${name} is not pinned`, pinHint)];
  if (parameter.Default !== undefined) return [];
  const what = parameter.ConstraintDescription ?? constraintsOf(parameter);
  const purpose = parameter.Description === undefined ? '' : ` (${parameter.Description})`;
  return [problem(path, `${name} has neither a value nor a default`, `write ${what}${purpose}`)];
}

/** The root's parameters. */
export function parametersOf(root: BuiltStack): Readonly<Record<string, TemplateParameter>> {
  return root.template.Parameters ?? {};
}
