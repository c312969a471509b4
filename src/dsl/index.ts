/** The language: what a template author imports. */

export { buildStack } from './build.ts';
export type { BuiltStack, NestedStack } from './built.ts';
export { allStacks } from './built.ts';
export { and, type ConditionExpression, equals, fnIf, type NamedCondition, not, or } from './condition.ts';
export { type Location, type Problem, TealformError, throwIfAny } from './error.ts';
export { assume, type Expression, fromCloudform, type Json, type List, type Value } from './expression.ts';
export {
  base64,
  cidr,
  findInMap,
  getAZs,
  importValue,
  join,
  length,
  select,
  split,
  type Text,
  transform,
} from './intrinsics.ts';
export { type JsonLayout, toJsonString } from './json-text.ts';
export type { Mapping } from './mapping.ts';
export { type Output, output } from './output.ts';
export { type Parameter, type ParameterReferences, parameter } from './parameter.ts';
export { Place } from './place.ts';
export {
  accountId,
  notificationArns,
  noValue,
  partition,
  region,
  stackId,
  stackName,
  urlSuffix,
} from './pseudo.ts';
export type { AnyResource, ResourceAttributes, ResourceHandle } from './resource.ts';
export { contains, eachMemberEquals, eachMemberIn, type Rule, refAll, valueOf, valueOfAll } from './rule.ts';
export { type Nested, type ParameterGroup, type Stack, type StackTools, stack } from './stack.ts';
export { sub } from './sub.ts';
export type { Data, Template } from './template.ts';
