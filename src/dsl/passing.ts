import { joinList, listFault } from './border.ts';
import type { BuiltStack } from './built.ts';
import type { DataWriter } from './data.ts';
import type { Problem } from './error.ts';
import type { Parameter } from './parameter.ts';
import { parameterFault } from './parameter-value.ts';
import type { Stack } from './stack.ts';
import type { Data, TemplateParameter } from './template.ts';

/** What a parent passes to a nested stack, as it means it and as it crosses the border. */
export interface Passed {
  /** In the parent's terms; lists are lists. */
  readonly values: Readonly<Record<string, Data>>;
  /** As the nested stack resource's `Parameters` has it: texts only. */
  readonly parameters: Readonly<Record<string, Data>>;
  readonly problems: readonly Omit<Problem, 'stack' | 'logicalId' | 'place'>[];
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
  const problems: Omit<Problem, 'stack' | 'logicalId' | 'place'>[] = [];
  const declared = new Map(
    Object.entries(stack.definition.parameters ?? {}).filter((entry): entry is [string, AnyParameter] => !!entry[1]),
  );

  for (const [name, value] of Object.entries(given)) {
    const parameter = declared.get(name);
    if (value === undefined) continue;
    const path = `Parameters.${name}`;
    if (!parameter) {
      const message = `${stack.name} has no parameter ${name}`;
      problems.push({ code: 'unknown-parameter', message, path, hint: `it has: ${[...declared.keys()].join(', ') || 'none'}` });
      continue;
    }
    const data = writer.write(value, path);
    values[name] = data;
    parameters[name] = parameter.isList ? joinList(data) : asText(data);
    const fault = parameter.isList ? listFault(data) : undefined;
    if (fault) problems.push({ ...fault, path });
    else problems.push(...literalFault(parameter.toTemplate(), parameters[name], path));
  }

  for (const [name, parameter] of declared) {
    if (given[name] !== undefined || parameter.options.default !== undefined) continue;
    const message = `${stack.name} needs the parameter ${name}, which has no default`;
    problems.push({ code: 'missing-parameter', message, path: `Parameters.${name}`, hint: 'pass a value for it' });
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

function literalFault(parameter: TemplateParameter, data: Data | undefined, path: string) {
  if (typeof data !== 'string') return [];
  const message = parameterFault(parameter, data);
  return message === undefined ? [] : [{ code: 'parameter-value', message, path, hint: parameter.ConstraintDescription }];
}

function asText(data: Data): Data {
  return typeof data === 'number' || typeof data === 'boolean' ? String(data) : data;
}
