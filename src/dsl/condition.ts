import { ConditionIntrinsicFunction } from 'cloudform-types/types/dataTypes.js';
import { Expression, type List, type Value } from './expression.ts';
import type { Text } from './intrinsics.ts';
import type { Declared } from './reference.ts';

/**
 * A yes-or-no that CloudFormation works out before it touches resources. It is not a value: only `condition`, `fnIf` and the
 * `condition` of a resource or output take one.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export class ConditionExpression extends ConditionIntrinsicFunction {
  // Keeps other intrinsic functions from passing for a condition.
  readonly isCondition = true;
}

/** A condition with a name in the template's `Conditions`, as `condition(name, ...)` gives one. */
export class NamedCondition extends ConditionExpression {
  readonly target: Declared;

  constructor(target: Declared) {
    super('Condition', target.logicalId);
    this.target = target;
  }
}

/** Whether two values are the same text: `Fn::Equals`. */
export function equals<T extends Text>(left: Value<T>, right: Value<NoInfer<T>>): ConditionExpression {
  return new ConditionExpression('Fn::Equals', [left, right]);
}

/** Whether all of them hold: `Fn::And`, two to ten conditions. */
export function and(...conditions: ConditionList): ConditionExpression {
  return new ConditionExpression('Fn::And', conditions);
}

/** Whether one of them holds: `Fn::Or`, two to ten conditions. */
export function or(...conditions: ConditionList): ConditionExpression {
  return new ConditionExpression('Fn::Or', conditions);
}

/** Whether it does not hold: `Fn::Not`. */
export function not(condition: ConditionExpression): ConditionExpression {
  return new ConditionExpression('Fn::Not', [condition]);
}

type ConditionList = readonly [ConditionExpression, ConditionExpression, ...ConditionExpression[]];

/**
 * One of two values, or of two lists, by a named condition: `Fn::If`. `noValue` as one of them leaves the property out in that case.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function fnIf<T>(condition: NamedCondition, then: List<T>, otherwise: List<T>): Expression<readonly T[]>;
export function fnIf<T>(condition: NamedCondition, then: Value<T>, otherwise: Value<T>): Expression<T>;
export function fnIf(condition: NamedCondition, then: unknown, otherwise: unknown): Expression<unknown> {
  return new Expression('Fn::If', [condition, then, otherwise]);
}
