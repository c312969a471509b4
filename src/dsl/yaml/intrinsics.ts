import type { Data, DataObject } from '../template.ts';
import { isList, isMap } from './kinds.ts';

/**
 * What the place of a value expects. Only where a condition goes is `{ Condition: 'X' }` the function `!Condition X`;
 * elsewhere it is a map with a key of that name, such as a policy statement's.
 */
export type Expected = 'value' | 'condition';

/** An intrinsic function that CloudFormation lets us write short. */
export interface ShortForm {
  /** `!Ref` */
  readonly tag: string;
  /** What stands behind the tag: text, a list or a map. Never another tag: YAML allows one to a node. */
  readonly argument: string | readonly Data[] | DataObject;
  /** What the argument's own items are. */
  readonly items: Expected;
}

// The functions whose short form AWS documents, each with the arguments it takes. Rule functions, Fn::Length,
// Fn::ToJsonString and Fn::ForEach have long forms only.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
const grammar: ReadonlyMap<string, (argument: Data) => boolean> = new Map([
  ['Ref', isText],
  ['Fn::GetAtt', (argument: Data) => attributeName(argument) !== undefined],
  [
    'Fn::Sub',
    (argument: Data) => isText(argument) || (isListOf(argument, 2) && isText(argument[0]) && isMap(argument[1])),
  ],
  ['Fn::Join', (argument: Data) => isListOf(argument, 2) && isText(argument[0])],
  ['Fn::Select', (argument: Data) => isListOf(argument, 2)],
  ['Fn::Split', (argument: Data) => isListOf(argument, 2)],
  ['Fn::FindInMap', (argument: Data) => isListOf(argument, 3, 4)],
  ['Fn::Cidr', (argument: Data) => isListOf(argument, 2, 3)],
  ['Fn::GetAZs', isText],
  ['Fn::Base64', isText],
  ['Fn::ImportValue', isText],
  ['Fn::If', (argument: Data) => isListOf(argument, 3) && isText(argument[0])],
  ['Fn::Equals', (argument: Data) => isListOf(argument, 2)],
  ['Fn::And', (argument: Data) => isListOf(argument, 2, 10)],
  ['Fn::Or', (argument: Data) => isListOf(argument, 2, 10)],
  ['Fn::Not', (argument: Data) => isListOf(argument, 1)],
  ['Fn::Transform', (argument: Data) => isMap(argument) && isText(argument.Name)],
]);

const takesConditions: ReadonlySet<string> = new Set(['Fn::And', 'Fn::Or', 'Fn::Not']);

/**
 * The short form of a long-form intrinsic function, or nothing: when the object is a map that only looks like one
 * (`{ Ref: 5 }`), when there is no short form, or when the argument is itself a function (`Fn::Base64: !Sub ...`).
 */
export function shortForm(data: DataObject, expected: Expected): ShortForm | undefined {
  const keys = Object.keys(data);
  const name = keys[0];
  if (name === undefined || keys.length > 1) return undefined;
  const argument = data[name];
  if (argument === undefined) return undefined;
  if (name === 'Condition') {
    return expected === 'condition' && isText(argument) ? { tag: '!Condition', argument, items: 'value' } : undefined;
  }
  if (!grammar.get(name)?.(argument) || !isArgument(argument)) return undefined;
  return {
    tag: name === 'Ref' ? '!Ref' : `!${name.slice('Fn::'.length)}`,
    argument: name === 'Fn::GetAtt' ? (attributeName(argument) ?? argument) : argument,
    items: takesConditions.has(name) ? 'condition' : expected,
  };
}

/** The long form of a function that was written short. */
export function longForm(tag: string, argument: Data): DataObject {
  const name = tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`;
  if (name !== 'Fn::GetAtt' || typeof argument !== 'string') return { [name]: argument };
  const dot = argument.indexOf('.');
  return { [name]: dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)] };
}

// An attribute's name may hold dots (`Outputs.Arn`), a logical id may not.
function attributeName(argument: Data): string | undefined {
  if (!isListOf(argument, 2)) return undefined;
  const logicalId = argument[0];
  const attribute = argument[1];
  if (!isText(logicalId) || !isText(attribute) || logicalId === '' || logicalId.includes('.')) return undefined;
  return `${logicalId}.${attribute}`;
}

function isArgument(data: Data): data is ShortForm['argument'] {
  return typeof data === 'string' || isList(data) || isMap(data);
}

function isText(data: Data | undefined): data is string {
  return typeof data === 'string';
}

function isListOf(data: Data, least: number, most = least): data is readonly Data[] {
  return isList(data) && data.length >= least && data.length <= most;
}
