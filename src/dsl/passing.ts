import { alternatives, branchesOf, isNoValue, joinList, listFault } from './border.ts';
import type { BuiltStack } from './built.ts';
import type { DataWriter } from './data.ts';
import type { Problem } from './error.ts';
import type { Parameter } from './parameter.ts';
import { parameterFault } from './parameter-value.ts';
import type { Stack } from './stack.ts';
import type { Data } from './template.ts';

/** What a parent passes to a nested stack, as it means it and as it crosses the border. */
export interface Passed {
  /** In the parent's terms; lists are lists. */
  readonly values: Readonly<Record<string, Data>>;
  /** As the nested stack resource's `Parameters` has it: texts only. */
  readonly parameters: Readonly<Record<string, Data>>;
  readonly problems: readonly Fault[];
}

/** Writes and checks what a parent passes to a nested stack: nothing unknown, nothing missing, every literal allowed. */
export function passParameters(
  stack: Stack,
  built: BuiltStack,
  given: Readonly<Record<string, unknown>>,
  writer: DataWriter,
): Passed {
  const values: Record<string, Data> = {};
  const parameters: Record<string, Data> = {};
  const problems: Fault[] = [];
  const declared = new Map(
    Object.entries(stack.definition.parameters ?? {}).filter((entry): entry is [string, AnyParameter] => !!entry[1]),
  );

  for (const [name, value] of Object.entries(given)) {
    const parameter = declared.get(name);
    if (value === undefined) continue;
    const path = `Parameters.${name}`;
    if (!parameter) {
      const message = `${stack.name} has no parameter ${name}`;
      problems.push({
        code: 'unknown-parameter',
        message,
        path,
        hint: `it has: ${[...declared.keys()].join(', ') || 'none'}`,
      });
      continue;
    }
    const data = withDefault(writer.write(value, path), defaultOf(parameter));
    if (data === undefined) {
      problems.push(missing(stack, name));
      continue;
    }
    values[name] = data;
    parameters[name] = crossing(parameter, data);
    const fault = parameter.takesList ? listFault(data) : undefined;
    if (fault) problems.push({ ...fault, path });
    else problems.push(...alternatives(data).flatMap((each) => literalFault(parameter, each, path)));
  }

  for (const [name, parameter] of declared) {
    if (given[name] === undefined && parameter.options.default === undefined) problems.push(missing(stack, name));
  }
  if (built.nested.size > 0) {
    for (const name of ['TemplateBucket', 'TemplatePrefix']) {
      values[name] = { Ref: name };
      parameters[name] = { Ref: name };
    }
  }
  return { values, parameters, problems };
}

type AnyParameter = Parameter<unknown, 'required' | 'optional'>;
type Fault = Omit<Problem, 'stack' | 'logicalId' | 'place'>;

function missing({ name: stack }: Stack, name: string): Fault {
  const message = `${stack} needs the parameter ${name}, which has no default`;
  return { code: 'missing-parameter', message, path: `Parameters.${name}`, hint: 'pass a value for it' };
}

// Where `noValue` leaves the parameter out, its default holds; undefined when it has none. Said here, so that every form says it.
function withDefault(data: Data, fallback: Data | undefined): Data | undefined {
  if (isNoValue(data)) return fallback;
  const branches = branchesOf(data);
  if (!branches) return data;
  const [then, otherwise] = [withDefault(branches.then, fallback), withDefault(branches.otherwise, fallback)];
  return then === undefined || otherwise === undefined
    ? undefined
    : { 'Fn::If': [branches.condition, then, otherwise] };
}

function defaultOf(parameter: AnyParameter): Data | undefined {
  const { default: value } = parameter.options;
  return typeof value === 'object' ? value : parameter.toTemplate().Default;
}

function crossing({ takesList }: AnyParameter, data: Data): Data {
  if (takesList) return joinList(data);
  return typeof data === 'number' || typeof data === 'boolean' ? String(data) : data;
}

function literalFault(parameter: AnyParameter, data: Data, path: string): readonly Fault[] {
  const text = crossing(parameter, data);
  const message = typeof text === 'string' ? parameterFault(parameter.toTemplate(), text) : undefined;
  if (message === undefined) return [];
  return [{ code: 'parameter-value', message, path, hint: parameter.options.constraintDescription }];
}
