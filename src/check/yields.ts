import { parseType, specOf } from '../aws/spec.ts';
import { isObject } from '../dsl/border.ts';
import type { BuiltStack } from '../dsl/built.ts';
import { yieldsList } from '../dsl/parameter-type.ts';
import { splitAttribute } from '../dsl/references.ts';
import type { Data } from '../dsl/template.ts';

/** What an intrinsic function yields: one text, a list, nothing at all (`AWS::NoValue`), or what only CloudFormation knows. */
export type Yield = 'text' | 'list' | 'nothing' | 'unknown';

const YIELDS: Readonly<Record<string, Yield>> = {
  'Fn::Base64': 'text',
  'Fn::Cidr': 'list',
  'Fn::FindInMap': 'unknown',
  'Fn::GetAZs': 'list',
  'Fn::ImportValue': 'text',
  'Fn::Join': 'text',
  'Fn::Select': 'unknown',
  'Fn::Split': 'list',
  'Fn::Sub': 'text',
  'Fn::Transform': 'unknown',
};

/** The name of the intrinsic function that the data is, or undefined when it is plain data. */
export function intrinsicName(data: Data): string | undefined {
  if (!isObject(data)) return undefined;
  const keys = Object.keys(data);
  const [key] = keys;
  return keys.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::')) ? key : undefined;
}

/** What the intrinsic function `name` with that payload yields in the stack. `Fn::If` is for the caller to look into. */
export function yieldOf(name: string, payload: Data | undefined, stack: BuiltStack): Yield {
  if (name === 'Ref') return yieldOfRef(payload, stack);
  if (name === 'Fn::GetAtt') {
    const [id, attribute] = typeof payload === 'string' ? splitAttribute(payload) : [payload].flat();
    return yieldOfAttribute(id, attribute, stack);
  }
  return YIELDS[name] ?? 'unknown';
}

function yieldOfRef(name: Data | undefined, { template }: BuiltStack): Yield {
  if (name === 'AWS::NoValue') return 'nothing';
  if (name === 'AWS::NotificationARNs') return 'list';
  const parameter = typeof name === 'string' ? template.Parameters?.[name] : undefined;
  return parameter && yieldsList(parameter.Type) ? 'list' : 'text';
}

function yieldOfAttribute(id: Data | undefined, attribute: Data | undefined, { template, nested }: BuiltStack): Yield {
  if (typeof id !== 'string' || typeof attribute !== 'string') return 'unknown';
  if (nested.has(id)) return 'text';
  const attributes = specOf(template.Resources[id]?.Type ?? '')?.attributes ?? {};
  const type = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (type === undefined) return 'unknown';
  const { kind } = parseType(type);
  return kind === 'list' ? 'list' : kind === 'map' || kind === 'definition' || kind === 'json' ? 'unknown' : 'text';
}
