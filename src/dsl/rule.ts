import { ConditionExpression } from './condition.ts';
import { Expression, type List, type Value } from './expression.ts';
import type { AwsParameterType } from './parameter-type.ts';

/** One thing a rule asserts about the parameters, and what the user reads when it does not hold. */
export interface Assertion {
  readonly assert: ConditionExpression;
  readonly description: string;
}

/**
 * Checks parameters against each other before anything is created. Where `when` is given, the assertions only apply if it holds.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
export interface Rule {
  readonly when?: ConditionExpression;
  readonly assertions: readonly [Assertion, ...Assertion[]];
}

/** Whether a list holds a value; only in rules: `Fn::Contains`. */
export function contains<T extends string>(list: List<T>, value: Value<NoInfer<T>>): ConditionExpression {
  return new ConditionExpression('Fn::Contains', [list, value]);
}

/** Whether every element of a list equals a value; only in rules: `Fn::EachMemberEquals`. */
export function eachMemberEquals(list: List<string>, value: Value<string>): ConditionExpression {
  return new ConditionExpression('Fn::EachMemberEquals', [list, value]);
}

/** Whether every element of one list is in another; only in rules: `Fn::EachMemberIn`. */
export function eachMemberIn(list: List<string>, among: List<string>): ConditionExpression {
  return new ConditionExpression('Fn::EachMemberIn', [list, among]);
}

/** The values of all parameters of a type; only in rules: `Fn::RefAll`. */
export function refAll(type: AwsParameterType): Expression<readonly string[]> {
  return new Expression('Fn::RefAll', type);
}

/** An attribute of what a parameter names, such as a subnet's `VpcId`; only in rules: `Fn::ValueOf`. */
export function valueOf(parameter: Expression<string>, attribute: string): Expression<string> {
  return new Expression('Fn::ValueOf', [parameter, attribute]);
}

/** An attribute of everything that parameters of a type name; only in rules: `Fn::ValueOfAll`. */
export function valueOfAll(type: AwsParameterType, attribute: string): Expression<readonly string[]> {
  return new Expression('Fn::ValueOfAll', [type, attribute]);
}
