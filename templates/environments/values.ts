import { parameterFault } from '../../src/dsl/parameter-value.ts';
import type { TemplateParameter } from '../../src/dsl/template.ts';
import type { Environment, ParameterValue } from './environment.ts';
import { kindOf, type ParameterKind } from './parameter-kind.ts';

/** What is wrong with a value, with the value in it, and what to write instead. */
export interface ValueFault {
  readonly message: string;
  readonly hint: string;
}

/** How many entries lists have, by the names of their parameters, and the option that says so. */
export type ListLengths = Readonly<Record<string, { readonly count: number; readonly option: string }>>;

/** A value as CloudFormation takes it: every parameter is given a text, a list joined by commas. */
export function writeValue(value: ParameterValue): string {
  return typeof value === 'object' ? value.join(',') : String(value);
}

/**
 * Why a parameter of the root cannot be given this value in an environment, or undefined when it can: by the parameter's type, its
 * constraints, and where the environment is.
 */
export function valueFault(
  parameter: TemplateParameter,
  value: ParameterValue,
  environment: Pick<Environment, 'region' | 'partition'>,
): ValueFault | undefined {
  const kind = kindOf(parameter.Type);
  const shape = shapeFault(kind, value);
  if (shape) return shape;
  const elements = typeof value === 'object' ? value : [String(value)];
  for (const element of elements) {
    const fault = formFault(kind, element, environment) ?? arnFault(element, environment);
    if (fault) return fault;
  }
  const message = parameterFault(parameter, writeValue(value));
  if (message === undefined) return undefined;
  return { message, hint: `write ${parameter.ConstraintDescription ?? constraintsOf(parameter)}` };
}

/** Why a list is too short or too long; undefined where it is neither, or may have any length. */
export function lengthFault(name: string, value: ParameterValue, lengths: ListLengths): ValueFault | undefined {
  const wanted = lengths[name];
  if (wanted === undefined || typeof value !== 'object' || value.length === wanted.count) return undefined;
  const { count, option } = wanted;
  return {
    message: `there are ${value.length} entries, and the templates take ${count}`,
    hint: `write ${count}, or describe the system with ${option}: ${value.length}`,
  };
}

/** What its declaration asks for, in words, where it has none of its own. */
export function constraintsOf(parameter: TemplateParameter): string {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  const kind = kindOf(parameter.Type);
  if (AllowedValues) return `one of ${AllowedValues.join(', ')}`;
  const [from, to, unit] =
    MinValue === undefined && MaxValue === undefined ? [MinLength, MaxLength, ' characters'] : [MinValue, MaxValue, ''];
  const range = [
    from === undefined ? '' : ` of at least ${from}${unit}`,
    to === undefined ? '' : ` of at most ${to}${unit}`,
  ];
  const pattern = AllowedPattern === undefined ? '' : ` that matches ${AllowedPattern}`;
  return `${kind.isList ? 'a list, each element ' : ''}${kind.called}${range.filter(Boolean).join(' and')}${pattern}`;
}

function shapeFault({ isList, called }: ParameterKind, value: ParameterValue): ValueFault | undefined {
  const shown = JSON.stringify(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { message: `${value} cannot be written`, hint: `write ${called}` };
  }
  if (typeof value !== 'object') {
    return isList ? { message: `${shown} is not a list`, hint: `write [${shown}]` } : undefined;
  }
  if (!isList) return { message: `${shown} is a list, and the parameter takes one value`, hint: `write ${called}` };
  if (value.length === 0) {
    return { message: 'the list is empty, which would arrive as one empty text', hint: `write ${called}, or several` };
  }
  // CloudFormation takes blanks around elements away, and splits at every comma.
  const torn = value.find((element) => element.includes(',') || element.trim() !== element || element === '');
  if (torn === undefined) return undefined;
  const message = `${JSON.stringify(torn)} would not arrive as it is: lists are joined by commas, and blanks at the edges fall away`;
  return { message, hint: `write ${called} as an element of its own` };
}

function formFault({ form, called }: ParameterKind, text: string, { region }: Pick<Environment, 'region'>) {
  if (form === undefined || form(region).test(text)) return undefined;
  return { message: `${JSON.stringify(text)} is not ${called}`, hint: `write ${called} of ${region}` };
}

/** The services whose ARNs a stack can only use in the region they are of. */
const REGIONAL = ['acm', 'ecs', 'elasticloadbalancing', 'kms', 'logs', 'secretsmanager', 'sns', 'ssm'];

function arnFault(text: string, { partition, region }: Pick<Environment, 'region' | 'partition'>) {
  const [, itsPartition, service = '', itsRegion = ''] = /^arn:([^:]*):([^:]*):([^:]*):/.exec(text) ?? [];
  if (itsPartition === undefined) return undefined;
  const shown = JSON.stringify(text);
  if (itsPartition !== partition) {
    return {
      message: `${shown} is of the partition ${itsPartition}, and ${region} is in ${partition}`,
      hint: `write an ARN that begins with arn:${partition}:`,
    };
  }
  if (itsRegion === '' || itsRegion === region || !REGIONAL.includes(service)) return undefined;
  return { message: `${shown} is of ${itsRegion}`, hint: `write one of ${region}, where the stacks are` };
}
