import { Expression, isExpression, type Json, type List, type Value } from './expression.ts';
import type { Mapping, MappingEntries, MappingValue, SecondLevelKey } from './mapping.ts';
import { needsTransform } from './needs-transform.ts';

/** What can stand in a text: CloudFormation writes numbers and booleans out. */
export type Text = string | number | boolean;

/**
 * The elements in one string, with the delimiter between them: `Fn::Join`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
 */
export function join(delimiter: string, values: List<Text>): Expression<string> {
  return new Expression('Fn::Join', [delimiter, values]);
}

/**
 * One element of a list, counted from 0: `Fn::Select`. CloudFormation fails the stack when the list is shorter.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-select.html
 */
export function select<T>(index: Value<number>, list: List<T>): Expression<T> {
  return new Expression('Fn::Select', [index, list]);
}

/**
 * A string cut at each delimiter: `Fn::Split`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
 */
export function split(delimiter: string, source: Value<string>): Expression<readonly string[]> {
  return new Expression('Fn::Split', [delimiter, source]);
}

/**
 * The availability zones that the account has default subnets in, of this region unless told: `Fn::GetAZs`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
 */
export function getAZs(inRegion: Value<string> = ''): Expression<readonly string[]> {
  return new Expression('Fn::GetAZs', inRegion);
}

/**
 * `count` (1 to 256) address blocks cut out of a larger one, each with `bits` host bits (8 gives /24): `Fn::Cidr`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidr(block: Value<string>, count: Value<number>, bits?: Value<number>): Expression<readonly string[]> {
  return new Expression('Fn::Cidr', bits === undefined ? [block, count] : [block, count, bits]);
}

/**
 * The value in Base64, as EC2 user data wants it: `Fn::Base64`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-base64.html
 */
export function base64(value: Value<string>): Expression<string> {
  return new Expression('Fn::Base64', value);
}

/**
 * What another stack of this account and region exports under that name: `Fn::ImportValue`. An exported list arrives joined:
 * `split(',', importValue(name))`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html
 */
export function importValue(name: Value<string>): Expression<string> {
  return new Expression('Fn::ImportValue', name);
}

/**
 * A value of a mapping: `Fn::FindInMap`. Keys are checked by type; what it yields is what the mapping holds.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html
 */
export function findInMap<E extends MappingEntries, K extends SecondLevelKey<E>>(
  mapping: Mapping<E>,
  topLevelKey: Value<keyof E & string>,
  secondLevelKey: Value<K>,
): Expression<MappingValue<E, K>> {
  return new Expression('Fn::FindInMap', [mapping, topLevelKey, secondLevelKey]);
}

/**
 * What a macro makes of these parameters, where the call stands: `Fn::Transform`, most often `AWS::Include`. A template with
 * one needs CAPABILITY_AUTO_EXPAND and cannot be in a service-managed stack set.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
 */
export function transform<T>(name: string, parameters: { readonly [key: string]: Json } = {}): Expression<T> {
  return new Expression('Fn::Transform', { Name: name, Parameters: parameters });
}

/**
 * How many elements a list has, known now. CloudFormation's own `Fn::Length` needs the AWS::LanguageExtensions transform,
 * which no template of ours has; a list that only CloudFormation knows is therefore refused.
 * @throws TealformError `needs-transform` for an expression.
 */
export function length(list: List<unknown>): number {
  if (isExpression(list)) throw needsTransform('Fn::Length', 'a list that is known in TypeScript');
  return list.length;
}
