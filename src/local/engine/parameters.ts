import { isLookedUp, takesList } from '../../dsl/parameter-type.ts';
import type { Data, Template, TemplateParameter } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { ServiceError } from '../wire/service.ts';
import { invalid } from './refusals.ts';
import type { Target } from './state.ts';

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
  /** Of answers only. */
  readonly ResolvedValue?: string | undefined;
}

/** What stands for the value of a `NoEcho` parameter. */
export const MASK = '****';

/** The text that stands for what only a deployment will tell, as change sets show it. */
export const LATER = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * The parameters that a request gives, checked against the template's: known, there when needed, within their constraints.
 * @param previous what the stack has now.
 * @returns values by name, those left out not among them, and what those of SSM types stand for.
 * @throws ServiceError `ValidationError`
 */
export function readParameters(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | undefined,
  account: Account,
): Pick<Target, 'parameters' | 'resolved'> {
  const declared = template.Parameters ?? {};
  // Without a prototype: whoever asks for `constructor` is not to be given JavaScript's.
  const parameters: Record<string, string> = Object.create(null);
  for (const { ParameterKey: name = '', ParameterValue: value, UsePreviousValue: keep = false, ...other } of given) {
    if (other.ResolvedValue !== undefined) {
      throw new ServiceError('NotImplemented', `the local cloud does not look at 'ResolvedValue' of parameter ${name}`);
    }
    if (Object.hasOwn(parameters, name)) throw invalid(`Duplicate keys found in parameter list: [${name}]`);
    if (keep) {
      if (value !== undefined) {
        throw invalid(
          `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
        );
      }
      if (!Object.hasOwn(declared, name)) continue;
      const before = previous?.[name];
      if (before === undefined && (previous === undefined || declared[name]?.Default === undefined)) {
        throw invalid(
          `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      }
      if (before !== undefined) parameters[name] = before;
    } else parameters[name] = value ?? '';
  }
  const foreign = Object.keys(parameters).filter((name) => !Object.hasOwn(declared, name));
  if (foreign.length > 0) throw invalid(`Parameters: [${foreign.join(', ')}] do not exist in the template`);
  const missing = Object.entries(declared).filter(
    ([name, { Default }]) => Default === undefined && !Object.hasOwn(parameters, name),
  );
  if (missing.length > 0) throw invalid(`Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`);
  for (const [name, declaration] of Object.entries(declared)) {
    const value = parameters[name] ?? String(declaration.Default);
    const fault = value.includes(LATER) ? undefined : parameterFault(name, declaration, value);
    if (fault !== undefined) throw invalid(fault);
  }
  return { parameters: { ...parameters }, resolved: lookUp(template, parameters, account) };
}

/** The values of a stack's parameters as a template's references see them. */
export function parameterValues(
  template: Template,
  target: Pick<Target, 'parameters' | 'resolved'>,
): Readonly<Record<string, Data>> {
  const entries = Object.entries(template.Parameters ?? {}).flatMap(([name, { Type, Default }]) => {
    const value = target.resolved[name] ?? target.parameters[name] ?? (isLookedUp(Type) ? undefined : Default);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The parameters as answers show them: defaults filled in, secrets masked. */
export function shownParameters(
  template: Template,
  target: Target,
): { ParameterKey: string; ParameterValue: string; ResolvedValue?: string }[] {
  return Object.entries(template.Parameters ?? {}).map(([name, { Default, NoEcho }]) => {
    const value = target.parameters[name] ?? String(Default ?? '');
    const resolved = target.resolved[name];
    return {
      ParameterKey: name,
      ParameterValue: isSecret(NoEcho) ? MASK : value,
      ...(resolved === undefined ? {} : { ResolvedValue: resolved }),
    };
  });
}

/** Text without the values of `NoEcho` parameters. */
export function masked(text: string, template: Template, target: Target): string {
  return Object.entries(template.Parameters ?? {}).reduce((shown, [name, { NoEcho, Default }]) => {
    const value = target.parameters[name] ?? String(Default ?? '');
    return isSecret(NoEcho) && value !== '' ? shown.replaceAll(JSON.stringify(value).slice(1, -1), MASK) : shown;
  }, text);
}

function isSecret(noEcho: boolean | string | undefined): boolean {
  return String(noEcho) === 'true';
}

function parameterFault(name: string, declaration: TemplateParameter, value: string): string | undefined {
  const { Type, AllowedValues, AllowedPattern, ConstraintDescription } = declaration;
  const unless = (fault: string) =>
    `Parameter '${name}' ${ConstraintDescription === undefined ? fault : `failed to satisfy constraint: ${ConstraintDescription}`}`;
  const elements = takesList(Type) ? value.split(',').map((each) => each.trim()) : [value];
  if (AllowedValues && !elements.every((each) => AllowedValues.some((allowed) => String(allowed) === each))) {
    return unless(`must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !elements.every((each) => new RegExp(`^(?:${AllowedPattern})$`).test(each))) {
    const fault = `must match pattern ${AllowedPattern}`;
    return takesList(Type) && ConstraintDescription === undefined
      ? `Each value of parameter '${name}' ${fault}`
      : unless(fault);
  }
  if (Type === 'Number' || Type === 'List<Number>') {
    const fault = elements.map((each) => numberFault(each, declaration)).find((each) => each !== undefined);
    if (fault !== undefined) return fault === NOT_A_NUMBER ? `Parameter '${name}' ${fault}` : unless(fault);
  }
  return typeFault(name, Type, elements) ?? lengthFault(value, declaration, unless);
}

const NOT_A_NUMBER = 'must be a number';

function numberFault(text: string, { MinValue, MaxValue }: TemplateParameter): string | undefined {
  if (text.trim() === '' || !Number.isFinite(Number(text))) return NOT_A_NUMBER;
  if (MinValue !== undefined && Number(text) < Number(MinValue)) return `must be a number not less than ${MinValue}`;
  if (MaxValue !== undefined && Number(text) > Number(MaxValue)) return `must be a number not greater than ${MaxValue}`;
  return undefined;
}

function lengthFault(
  value: string,
  { MinLength, MaxLength }: TemplateParameter,
  unless: (fault: string) => string,
): string | undefined {
  if (MinLength !== undefined && value.length < Number(MinLength)) {
    return unless(`must contain at least ${MinLength} characters`);
  }
  if (MaxLength !== undefined && value.length > Number(MaxLength)) {
    return unless(`must contain at most ${MaxLength} characters`);
  }
  return Buffer.byteLength(value) > 4096 ? unless('must contain at most 4096 characters') : undefined;
}

/** The forms of the ids that an account has; whether one of that id is there, the local cloud does not ask. */
const ID_FORMS: Readonly<Record<string, RegExp>> = {
  'AWS::EC2::Image::Id': /^ami-[0-9a-f]{8,17}$/,
  'AWS::EC2::SecurityGroup::Id': /^sg-[0-9a-f]{8,17}$/,
  'AWS::EC2::Subnet::Id': /^subnet-[0-9a-f]{8,17}$/,
  'AWS::EC2::VPC::Id': /^vpc-[0-9a-f]{8,17}$/,
  'AWS::EC2::Instance::Id': /^i-[0-9a-f]{8,17}$/,
  'AWS::EC2::Volume::Id': /^vol-[0-9a-f]{8,17}$/,
};

function typeFault(name: string, type: string, values: readonly string[]): string | undefined {
  const element = /^List<(.+)>$/.exec(type)?.[1] ?? type;
  const form = ID_FORMS[element];
  const wrong = form && values.find((value) => !form.test(value));
  if (wrong === undefined) return undefined;
  return `Parameter validation failed: parameter value ${wrong} for parameter name ${name} does not exist. Rollback requested by user.`;
}

function lookUp(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  account: Account,
): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const [name, { Type, Default }] of Object.entries(template.Parameters ?? {})) {
    if (!isLookedUp(Type)) continue;
    const path = parameters[name] ?? String(Default);
    const stored = account.all('AWS::SSM::Parameter').find(({ id, properties }) => (properties.Name ?? id) === path);
    const value = stored?.properties.Value;
    if (typeof value !== 'string') {
      throw invalid(`Unable to fetch parameters [${path}] from parameter store for this account.`);
    }
    resolved[name] = value;
  }
  return resolved;
}
